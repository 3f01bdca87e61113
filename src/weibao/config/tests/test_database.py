"""The two roles may do what they must and no more, on the oldest and the newest release that this machine has."""

import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from weibao.config import database
from weibao.config.database import Addresses, DatabasePreparationError, Secrets
from weibao.config.embedded_postgres import Cluster, binaries

INSTALLED = sorted(binaries._installed({}), key=lambda found: found.major)


@pytest.fixture(scope="module", params=[INSTALLED[0], INSTALLED[-1]], ids=lambda found: found.version)
def server(request: pytest.FixtureRequest) -> Iterator[Cluster]:
    folder = Path(tempfile.mkdtemp(prefix="weibao-test-"))
    with Cluster(folder / "pg", throwaway=True, environment={"WEIBAO_PG_BIN": str(request.param.directory)}) as running:
        yield running
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def secrets(tmp_path: Path) -> Secrets:
    return Secrets(tmp_path / "secrets", {})


@pytest.fixture
def admin(server: Cluster) -> Iterator[psycopg.Connection]:
    """A superuser, on a server without our roles and database."""
    with psycopg.connect(server.admin_dsn(), autocommit=True) as connection:
        yield connection
        for (name,) in connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'weibao%'").fetchall():
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        roles = "SELECT rolname FROM pg_roles WHERE rolname NOT LIKE 'pg_%' AND rolname <> current_user"
        for (name,) in connection.execute(roles).fetchall():
            connection.execute(f"DROP OWNED BY {name}")
            connection.execute(f"DROP ROLE {name}")


@pytest.fixture
def ready(admin: psycopg.Connection, server: Cluster, secrets: Secrets) -> Addresses:
    return database.bootstrap(server.admin_dsn(), secrets=secrets, database="weibao")


def run(address: str, *statements: str) -> list[tuple[object, ...]]:
    with psycopg.connect(address, autocommit=True) as connection:
        for statement in statements:
            answer = connection.execute(statement)
        return answer.fetchall() if answer.description else []


def role(server: Cluster, name: str, rights: str = "") -> str:
    """Make a role and return its address."""
    run(server.admin_dsn(), f"CREATE ROLE {name} LOGIN {rights} PASSWORD 'pw'")
    return make_conninfo(server.admin_dsn("weibao"), user=name, password="pw")


def test_neither_role_has_any_special_right(ready: Addresses, server: Cluster) -> None:
    rights = "rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication"
    found = run(server.admin_dsn(), f"SELECT {rights} FROM pg_roles WHERE rolname IN ('weibao_owner', 'weibao_app')")

    assert found == [(False,) * 5] * 2
    assert run(ready.owner, "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'weibao'") == [
        ("weibao_owner",)
    ]


def test_the_application_works_in_tables_the_owner_makes_later(ready: Addresses) -> None:
    run(ready.owner, "CREATE TABLE note (id bigserial PRIMARY KEY, text text)")

    run(ready.app, "INSERT INTO note (text) VALUES ('一'), ('二')", "UPDATE note SET text = '三' WHERE id = 1")
    run(ready.app, "DELETE FROM note WHERE id = 2")

    assert run(ready.app, "SELECT id, text FROM note") == [(1, "三")]


@pytest.mark.parametrize(
    "attempt",
    [
        "CREATE TABLE mine (id int)",
        "CREATE TEMP TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "ALTER TABLE note ADD extra int",
        "TRUNCATE note",
        "ALTER TABLE note DISABLE ROW LEVEL SECURITY",
        "SET ROLE weibao_owner",
        "ALTER ROLE weibao_app BYPASSRLS",
    ],
)
def test_the_application_may_change_no_structure_and_no_rights(ready: Addresses, attempt: str) -> None:
    run(ready.owner, "CREATE TABLE note (id int)", "ALTER TABLE note ENABLE ROW LEVEL SECURITY")

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        run(ready.app, attempt)


def test_row_level_security_holds_the_application(ready: Addresses) -> None:
    run(ready.owner, "CREATE TABLE note (id int)", "INSERT INTO note VALUES (1)")
    run(ready.owner, "ALTER TABLE note ENABLE ROW LEVEL SECURITY")

    assert run(ready.app, "SELECT * FROM note") == []


def test_a_second_bootstrap_gives_no_right_back_that_a_migration_took(
    ready: Addresses, server: Cluster, secrets: Secrets
) -> None:
    run(ready.owner, "CREATE TABLE record (id int)", "REVOKE UPDATE, DELETE ON record FROM weibao_app")

    again = database.bootstrap(server.admin_dsn(), secrets=secrets, database="weibao")

    assert again == ready
    run(again.app, "INSERT INTO record VALUES (1)")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        run(again.app, "DELETE FROM record")


def test_bootstraps_at_the_same_time_do_not_disturb_each_other(
    admin: psycopg.Connection, server: Cluster, secrets: Secrets
) -> None:
    def once(number: int) -> Addresses:
        return database.bootstrap(server.admin_dsn(), secrets=secrets, database=f"weibao_{number % 2}")

    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(once, range(4)))

    assert len(found) == 2


def test_an_address_given_to_no_one_needs_the_right_password(ready: Addresses) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(make_conninfo(ready.app, password="wrong"))


def test_the_password_is_nowhere_on_the_server(ready: Addresses, server: Cluster) -> None:
    stored = run(server.admin_dsn(), "SELECT rolpassword FROM pg_authid WHERE rolname = 'weibao_app'")[0][0]

    assert str(stored).startswith("SCRAM-SHA-256$")
    assert str(conninfo_to_dict(ready.app)["password"]) not in str(stored)


def test_a_new_password_replaces_the_old_one(ready: Addresses, server: Cluster, tmp_path: Path) -> None:
    other = Secrets(tmp_path / "other", {})

    again = database.bootstrap(server.admin_dsn(), secrets=other, database="weibao")

    assert run(again.app, "SELECT 1") == [(1,)]
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(ready.app)


def test_a_role_that_may_create_roles_and_databases_is_enough(
    admin: psycopg.Connection, server: Cluster, secrets: Secrets
) -> None:
    maker = role(server, "maker", "CREATEROLE CREATEDB")

    first = database.bootstrap(maker, secrets=secrets)
    run(first.owner, "CREATE TABLE note (id int)")
    second = database.bootstrap(maker, secrets=secrets)

    assert second == first
    assert conninfo_to_dict(first.app)["dbname"] == "weibao"
    assert run(second.app, "SELECT count(*) FROM note") == [(0,)]


def test_a_role_that_may_not_is_told_what_to_give(admin: psycopg.Connection, server: Cluster, secrets: Secrets) -> None:
    poor = make_conninfo(role(server, "poor"), dbname="postgres")

    with pytest.raises(DatabasePreparationError, match=r"poor 无权建立角色和数据库.*DATABASE_OWNER_URL"):
        database.bootstrap(poor, secrets=secrets)

    assert run(server.admin_dsn(), "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'weibao_o%'") == [(0,)]


def test_a_role_of_our_name_with_special_rights_is_refused(
    admin: psycopg.Connection, server: Cluster, secrets: Secrets
) -> None:
    role(server, "weibao_app", "BYPASSRLS")

    with pytest.raises(DatabasePreparationError, match="weibao_app 是超级用户或带有 BYPASSRLS"):
        database.bootstrap(server.admin_dsn(), secrets=secrets, database="weibao")


def test_a_database_in_another_encoding_is_refused(
    admin: psycopg.Connection, server: Cluster, secrets: Secrets
) -> None:
    admin.execute("CREATE DATABASE weibao_old ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")

    with pytest.raises(DatabasePreparationError, match="编码不是 UTF8"):
        database.bootstrap(server.admin_dsn(), secrets=secrets, database="weibao_old")


def test_an_unreachable_server_is_named(secrets: Secrets) -> None:
    with pytest.raises(DatabasePreparationError, match="无法以 someone 连接 /nowhere 上的数据库"):
        database.bootstrap("postgresql://someone@/x?host=%2Fnowhere", secrets=secrets)


@pytest.mark.parametrize(
    ("rights", "after", "sentence"),
    [
        ("SUPERUSER", "", "是超级用户"),
        ("BYPASSRLS", "", "带有 BYPASSRLS"),
        ("", "GRANT weibao_owner TO by_hand", "就是属主 weibao_owner 或其成员"),
        ("", "ALTER TABLE note OWNER TO by_hand", "拥有数据库或其中的表"),
        (
            "",
            "ALTER DATABASE weibao OWNER TO by_hand; GRANT CONNECT ON DATABASE weibao TO weibao_owner",
            "拥有数据库或其中的表",
        ),
    ],
)
def test_an_application_role_that_escapes_row_level_security_is_refused(
    ready: Addresses, server: Cluster, rights: str, after: str, sentence: str
) -> None:
    run(ready.owner, "CREATE TABLE note (id int)")
    by_hand = role(server, "by_hand", rights)
    run(server.admin_dsn("weibao"), "GRANT CONNECT ON DATABASE weibao TO by_hand", after or "SELECT 1")

    with pytest.raises(DatabasePreparationError, match=sentence):
        database.verify(Addresses(ready.owner, by_hand))


def test_the_owner_itself_is_no_application_role(ready: Addresses) -> None:
    with pytest.raises(DatabasePreparationError, match="就是属主 weibao_owner"):
        database.verify(Addresses(ready.owner, ready.owner))


def test_two_roles_made_by_hand_are_used_as_they_are(ready: Addresses, server: Cluster, tmp_path: Path) -> None:
    by_hand = role(server, "by_hand")
    run(server.admin_dsn(), "GRANT CONNECT ON DATABASE weibao TO by_hand")

    found = database.settle({"DATABASE_URL": by_hand, "DATABASE_OWNER_URL": ready.owner}, tmp_path)

    assert found == Addresses(ready.owner, by_hand)


def test_what_was_settled_is_remembered_for_the_same_database_only(
    admin: psycopg.Connection, server: Cluster, tmp_path: Path
) -> None:
    found = database.settle({}, tmp_path, server.admin_dsn())

    assert database.remembered({}, tmp_path) == found
    assert database.remembered({"DATABASE_URL": "postgresql://elsewhere/x"}, tmp_path) is None
    assert database.remembered({}, tmp_path / "other") is None
    assert {file.stat().st_mode & 0o777 for file in (tmp_path / "secrets").iterdir()} == {0o600}


def test_without_any_database_the_sentence_says_so(tmp_path: Path) -> None:
    with pytest.raises(DatabasePreparationError, match="没有数据库"):
        database.settle({}, tmp_path)
