"""The checks of the gate find what they are for, and find nothing in the tree."""

from pathlib import Path

import pytest

from tools import house_rules, lock_requirements, migration_lint

MODULE = Path("src/weibao/work/tickets/example.py")


def test_the_tree_breaks_no_house_rule() -> None:
    assert list(house_rules.faults()) == []


def test_a_file_of_more_than_four_hundred_lines_is_found() -> None:
    opening = '"""Opens well."""\n'

    assert list(house_rules.too_long(MODULE, opening + "x = 1\n" * 399)) == []
    assert list(house_rules.too_long(MODULE, opening + "x = 1\n" * 400)) != []


@pytest.mark.parametrize("text", ["", "x = 1\n", '"""No full stop"""\n'])
def test_a_module_that_does_not_say_what_it_is_for_is_found(text: str) -> None:
    package = MODULE.with_name("__init__.py")

    assert list(house_rules.no_opening_sentence(package, text)) != []


def test_the_empty_file_that_marks_a_package_of_tests_needs_no_sentence() -> None:
    assert list(house_rules.no_opening_sentence(Path("src/weibao/work/tickets/tests/__init__.py"), "")) == []


@pytest.mark.parametrize("name", ["src/weibao/work/helpers.py", "src/weibao/work/common/queries.py"])
def test_a_name_that_says_nothing_is_found(name: str) -> None:
    assert list(house_rules.empty_name(Path(name), "")) != []


@pytest.mark.parametrize(
    "text",
    [
        "https://py" + "pi.org/simple",
        "http://deb.deb" + "ian.org/debian",
        '"resolved": "https://registry.np' + 'mjs.org/x"',
        "open('/wo" + "rk/main/data')",
        "see ../sh" + "ared/design",
        "as the pro" + "mpt asked",
        "x = 1  # TO" + "DO",
        "@pytest.mark.sk" + "ip",
    ],
)
def test_a_word_that_does_not_belong_here_is_found(text: str) -> None:
    assert list(house_rules.foreign_words(MODULE, text)) != []


@pytest.mark.parametrize(
    "text",
    ["src/weibao/work/tickets", "follow_up_agent", "the session cookie ends", "User-Agent", "answered promptly"],
)
def test_words_of_the_field_are_left_alone(text: str) -> None:
    assert list(house_rules.foreign_words(MODULE, text)) == []


HEAD = "from django.db import migrations, models\n"


@pytest.mark.parametrize(
    "operation",
    [
        'migrations.RemoveField("ticket", "number")',
        'migrations.RenameField("ticket", "number", "no")',
        'migrations.DeleteModel("Ticket")',
        'migrations.RunSQL("CREATE VIEW v AS SELECT 1")',
        'migrations.RunSQL("ALTER TABLE t DROP COLUMN c", "ALTER TABLE t ADD COLUMN c int")',
        "migrations.RunPython(fill)",
        'migrations.AddField("ticket", "rank", field=models.IntegerField(default=0))',
        'migrations.AddField("ticket", "rank", field=models.IntegerField(null=False))',
    ],
)
def test_an_unsafe_migration_is_found_and_passes_with_its_reason(operation: str) -> None:
    path = Path("0002_example.py")

    assert list(migration_lint.faults(path, f"{HEAD}x = {operation}\n")) != []
    assert list(migration_lint.faults(path, f"{HEAD}# safe: nobody uses it yet\nx = {operation}\n")) == []


@pytest.mark.parametrize(
    "operation",
    [
        'migrations.RunSQL("CREATE VIEW v AS SELECT 1", "DROP VIEW v")',
        'migrations.RunSQL("CREATE VIEW v AS SELECT 1", reverse_sql="DROP VIEW v")',
        'migrations.AddField("ticket", "rank", field=models.IntegerField(null=True))',
        'migrations.AddField("ticket", "rank", field=models.IntegerField(db_default=0))',
    ],
)
def test_a_safe_migration_is_left_alone(operation: str) -> None:
    assert list(migration_lint.faults(Path("0002_example.py"), f"{HEAD}x = {operation}\n")) == []


def test_a_statement_written_at_the_top_of_a_migration_is_read_too() -> None:
    text = f'{HEAD}SQL = "DROP TABLE t"\nx = migrations.RunSQL(SQL, "CREATE TABLE t ()")\n'

    assert list(migration_lint.faults(Path("0002_example.py"), text)) != []


def test_a_migration_that_imports_living_code_is_found() -> None:
    text = "from weibao.work.tickets.states import State\n"

    assert list(migration_lint.faults(Path("0002_example.py"), text)) != []


def test_the_migrations_of_the_tree_are_safe() -> None:
    assert migration_lint.main() == 0


def test_the_pins_are_in_step_with_what_is_asked_for() -> None:
    assert list(lock_requirements.faults()) == []


def test_a_missing_pin_and_one_out_of_range_are_found() -> None:
    found = list(lock_requirements.unmet(["django>=5.2,<5.3", "jinja2>=3.1"], {"django": "6.0"}))

    assert found == ["django==6.0 is not <5.3,>=5.2", "jinja2 is in pyproject.toml but not pinned"]
