"""The shape of the whole, as Django sees it: labels on every field, keys that point down, careful migrations."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Model

from tools import module_map
from tools.reference import own_models, privacy_labels

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ("doors", "oversight", "work", "advice", "people", "foundation")


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_every_stored_field_carries_a_privacy_label(model: type[Model]) -> None:
    labels = privacy_labels(model)

    assert set(labels.values()) <= {"public", "internal", "personal", "child_sensitive"}


def test_a_field_without_a_label_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    model = own_models()[0]
    labels = dict(model.PRIVACY)
    labels.popitem()
    monkeypatch.setattr(model, "PRIVACY", labels)

    with pytest.raises(ValueError, match="no privacy label"):
        privacy_labels(model)


def test_a_foreign_key_points_down_and_leaves_no_name_in_the_module_below() -> None:
    wrong = []
    for model in own_models():
        for field in model._meta.concrete_fields:
            target = field.related_model
            if not isinstance(target, type) or not target.__module__.startswith("weibao."):
                continue
            home, there = model.__module__.split(".")[1:3], target.__module__.split(".")[1:3]
            upwards = FLOORS.index(there[0]) < FLOORS.index(home[0])
            if upwards or (home != there and field.remote_field.related_name != "+"):
                wrong.append(str(field))

    assert wrong == []


def test_the_permanent_record_has_no_foreign_keys() -> None:
    assert [
        str(field)
        for model in apps.get_app_config("audit").get_models()
        for field in model._meta.concrete_fields
        if field.is_relation
    ] == []


def test_every_module_with_something_to_plug_in_is_installed() -> None:
    labels = {folder.parent.name for folder in (ROOT / "src" / "weibao").glob("*/*/apps.py")}

    assert labels <= {config.label for config in apps.get_app_configs()}


def test_every_module_says_in_one_sentence_what_it_is_for() -> None:
    assert [module.name for module in module_map.modules() if not module.sentence.endswith(".")] == []


def test_migrations_wait_for_no_lock_and_no_statement_for_ever(django_db_setup: None) -> None:
    from weibao.config.database import Secrets, addresses

    admin, name = os.environ["WEIBAO_TEST_ADMIN_DSN"], os.environ["WEIBAO_TEST_DATABASE"]
    secrets = Secrets(Path(os.environ["WEIBAO_TEST_FOLDER"]) / "secrets")
    owner = addresses(admin, database=name, secrets=secrets).owner
    show = (
        "import django; django.setup(); from django.db import connections\n"
        "cursor = connections['owner'].cursor()\n"
        "for name in ('lock_timeout', 'statement_timeout'):\n"
        "    cursor.execute(f'SHOW {name}'); print(cursor.fetchone()[0])"
    )

    shown = subprocess.run(
        [sys.executable, "-c", show],
        env=os.environ | {"DATABASE_OWNER_URL": owner, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()

    assert len(shown) == 2
    assert "0" not in shown
