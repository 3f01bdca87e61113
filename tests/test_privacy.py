"""What was said of a child stays where it belongs: not in logs, events, the record, addresses or error documents."""

import logging
from itertools import chain

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from weibao.foundation.kernel.actor import SYSTEM
from weibao.foundation.kernel.fields import Privacy
from weibao.foundation.kernel.scope import acting_as
from weibao.people.access import makers as access_makers
from weibao.people.access.api import Role
from weibao.people.directory import api as directory
from weibao.work.tickets import makers

SECRETS = ("陈小苗", "13800000001", "周大伯", "虚构路1号", "没有大人管", "不要告诉他爸爸")
FORM = makers.form(text="孩子陈小苗一个人在家，没有大人管")


def test_every_field_of_every_model_says_how_private_it_is():
    ours = [model for model in apps.get_models() if model.__module__.startswith("weibao.")]

    assert ours
    for model in ours:
        labels = getattr(model, "PRIVACY", {})
        fields = {field.name for field in model._meta.get_fields() if field.concrete}
        assert fields == set(labels) - {"pk"}, model  # a key of several columns is labelled as one besides
        assert set(labels.values()) <= set(Privacy), model


def text_of(table: str) -> str:
    with acting_as(SYSTEM), connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(string_agg(t::text, ' '), '') FROM {table} t")
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_a_whole_history_leaves_no_childs_data_in_events_record_logs_or_answers(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    posts = {
        "taker": (makers.SIPING_LINE, Role.CALL_TAKER),
        "province": (makers.PROVINCE, Role.DISPATCHER, Role.REVIEWER),
        "county": (makers.LISHU, Role.HANDLER),
    }
    pages = {}
    for name, (unit, *roles) in posts.items():
        pages[name] = Client()
        account = access_makers.account("林静", unit, *roles, login=f"privacy-{name}")
        access_makers.log_in(pages[name], account, unit)

    def post(who: str, path: str, body: dict):
        return pages[who].post(f"/api/v1{path}", body, content_type="application/json")

    number = post("taker", "/contacts", FORM).json()["ticket"]["number"]
    lishu = directory.unit_by_code(makers.LISHU).id
    answers = [
        post("taker", f"/tickets/{number}/refer_up", {"ground": "hard", "opinion": "陈小苗家，不要告诉他爸爸"}),
        post("province", f"/tickets/{number}/dispatch", {"unit_id": lishu, "task": "去虚构路1号看陈小苗"}),
        post("county", f"/tickets/{number}/sign", {}),
        post("county", f"/tickets/{number}/reply", {"text": "见到陈小苗", "result": "solved", "way": "phone"}),
    ]
    refused = [
        post("taker", f"/tickets/{number}/sign", {}),
        post("taker", "/contacts", FORM | {"caller": {"phone": "陈小苗"}, "place": {"region_code": "虚构路1号"}}),
    ]

    assert [answer.status_code for answer in answers] == [200] * 4
    assert all(answer.status_code >= 400 for answer in refused)
    kept = {table: text_of(table) for table in ("kernel_outbox", "audit_entry", "audit_head", "deadlines_clock")}
    logged = " ".join(record.getMessage() for record in caplog.records)
    for secret in SECRETS:
        assert not [table for table, text in kept.items() if secret in text], secret
        assert secret not in logged
    for answer, secret in ((a, s) for a in refused for s in ("陈小苗", "13800000001", "周大伯")):
        assert secret not in answer.content.decode(), secret
    assert not any(secret in answer.request["PATH_INFO"] for answer in chain(answers, refused) for secret in SECRETS)


@pytest.mark.django_db
def test_people_are_encrypted_where_they_are_stored():
    makers.opened(makers.actor(makers.SIPING_LINE, Role.CALL_TAKER))

    stored = text_of("intake_contact")

    for secret in ("13800000001", "周大伯", "虚构路1号"):
        assert secret not in stored
        assert secret.encode().hex() not in stored
