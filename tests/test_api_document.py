"""The interface under whatever its document allows and much that it does not: it keeps to the document, always."""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case, checks
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi import checks as openapi_checks

from tools.reference import openapi
from weibao.config.wsgi import application
from weibao.foundation.kernel import clock
from weibao.foundation.kernel.actor import SYSTEM, Actor
from weibao.foundation.kernel.scope import acting_as
from weibao.people.access import api as access
from weibao.people.access.api import Role
from weibao.people.directory import api as directory
from weibao.work.intake import api as intake
from weibao.work.tickets import api as tickets
from weibao.work.tickets import makers
from weibao.work.tickets.states import State

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

ROLES = (Role.SHIFT_LEAD, Role.DISPATCHER, Role.HANDLER, Role.REVIEWER, Role.FOLLOW_UP_AGENT)
# A state in which the verb can be done; every other verb is tried on a ticket that was just opened.
NEEDED = {
    "sign": State.DISPATCHED,
    "report_progress": State.IN_PROGRESS,
    "reply": State.IN_PROGRESS,
    "review": State.REPLIED,
    "redo": State.REPLIED,
    "follow_up": State.FOLLOW_UP,
    "close": State.FOLLOW_UP,
}
# What fields hold when they are right. Random texts never hit it, so most of those sent are replaced by these.
RIGHT = {
    "text": "孩子一个人在家",
    "phone": "13800000001",
    "birth_on": "2015-05-01",
    "id_number": "220322201505010025",
    "region_code": "220322",
    "ground": "hard",
    "result": "solved",
    "rating": "satisfied",
    "decision": "later",
    "category": "left_alone",
    "request_type": "help",
    "urgency": "normal",
    "reason": "来电人不再联系",
    "way": "phone",
    "q": "孩子",
    **{
        name: next(iter(field.choices))
        for group in (*(fields for fields in intake.FORM.values() if isinstance(fields, Mapping)), intake.FORM)
        for name, field in group.items()
        if isinstance(field, intake.Field) and field.choices
    },
}

# A wrong request may be refused because of where the ticket stands before anybody looks at what is wrong with it.
_config = SchemathesisConfig.from_dict(
    {"checks": {"negative_data_rejection": {"expected-statuses": ["400", "401", "403", "404", "409", "413", "422"]}}}
)
CHECKS = [
    checks.not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_schema_conformance,
    openapi_checks.ignored_auth,
    openapi_checks.unsupported_method,
]
schema = schemathesis.openapi.from_dict(json.loads(openapi()), config=_config)
schema.app = application


@pytest.fixture
def bearer() -> Iterator[str]:
    """Return the token of a system of Siping's line, and keep the test's one connection open between requests."""
    unit = directory.unit_by_code(makers.SIPING_LINE)
    with acting_as(SYSTEM):
        made = access.create_api_client(login="fuzz", name="模糊测试", unit_id=unit.id, by=SYSTEM, at=clock.now())
        for role in ROLES:
            access.give_grant(account_id=made.account_id, role=role, unit_id=unit.id, by=SYSTEM, at=clock.now())
    asked = {"grant_type": "client_credentials", "client_id": made.login, "client_secret": made.password}
    token = Client().post("/api/v1/token", asked).json()["access_token"]
    # A server closes its connection after each request; the test's one must stay, with all that is in its transaction.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield token
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def ticket_in(state: State) -> str:
    """Return the number of a ticket in ``state`` whose turn is at Siping's line."""
    line, office = makers.actor(makers.SIPING_LINE, *ROLES), makers.actor(makers.PROVINCE, *ROLES)
    lishu = makers.actor(makers.LISHU, *ROLES)
    at = clock.now() - timedelta(minutes=9)
    number = makers.opened(line, at=at).number

    def do(by: Actor, verb, **given) -> None:
        with acting_as(by):
            verb(number=number, by=by, at=at, **given)

    if state in {State.DISPATCHED, State.IN_PROGRESS}:
        do(line, tickets.refer_up, ground="hard", opinion="疑难")
        do(office, tickets.dispatch, to_unit_id=line.unit, task="请核实")
        if state is State.IN_PROGRESS:
            do(line, tickets.sign)
    elif state in {State.REPLIED, State.FOLLOW_UP}:
        do(line, tickets.dispatch, to_unit_id=lishu.unit, task="请入户")
        do(lishu, tickets.sign)
        do(lishu, tickets.reply, text="已落实照护人", result="solved", way="phone")
        if state is State.FOLLOW_UP:
            do(line, tickets.review, opinion="同意")
    return number


def make_likely(value: object, right: Mapping[str, str]) -> None:
    """Replace three texts in four by what is right in their fields; the kinds of values stay as they are."""
    for name, held in value.items() if isinstance(value, dict) else ():
        if isinstance(held, str) and name in right and len(held) % 4 != 3:
            value[name] = right[name]
        elif isinstance(held, int) and name == "unit_id" and held % 4 != 3:
            value[name] = directory.unit_by_code(makers.LISHU).id
        else:
            make_likely(held, right)


@schema.parametrize()
@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_whatever_is_sent_gets_an_answer_that_the_document_describes(case: Case, bearer: str):
    # Undone after each request, so that every one of them finds the same tickets.
    with transaction.atomic():
        verb = case.operation.path.rpartition("/")[2]
        number = (case.path_parameters or {}).get("number")
        if isinstance(number, str) and len(number) < 4:
            case.path_parameters["number"] = ticket_in(NEEDED.get(verb, State.PENDING_DISPATCH))
        right = RIGHT | ({"ground": "petition"} if verb == "not_accept" else {})
        make_likely(case.body, right)
        make_likely(case.query, right)

        # In an address everything is text and unknown names are passed over, so only bodies can be of a wrong kind.
        checked = [*CHECKS, openapi_checks.negative_data_rejection] if case.method == "POST" else CHECKS
        case.call_and_validate(headers={"Authorization": f"Bearer {bearer}"}, checks=checked)
        transaction.set_rollback(True)
