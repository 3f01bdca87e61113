"""The HTTP interface keeps to its OpenAPI document, whatever is sent to it."""

import json
from datetime import timedelta

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case

from tools.reference import openapi
from weibao.config.wsgi import application
from weibao.foundation.kernel import clock
from weibao.people.access import makers as access_makers
from weibao.people.access.models import AccessToken
from weibao.people.access.queries.identities import token_digest
from weibao.people.access.roles import Role
from weibao.people.directory import api as directory
from weibao.work.tickets import makers

pytestmark = pytest.mark.django_db
schema = schemathesis.openapi.from_dict(json.loads(openapi()))
schema.app = application


@pytest.fixture(autouse=True)
def one_connection():
    from django.core import signals
    from django.db import close_old_connections

    for s in (signals.request_started, signals.request_finished):
        s.disconnect(close_old_connections)
    yield
    for s in (signals.request_started, signals.request_finished):
        s.connect(close_old_connections)


@pytest.fixture
def token():
    unit = directory.unit_by_code(makers.SIPING_LINE)
    roles = (Role.SHIFT_LEAD, Role.DISPATCHER, Role.HANDLER, Role.REVIEWER, Role.FOLLOW_UP_AGENT)
    account_id = access_makers.account("林静", makers.SIPING_LINE, *roles)
    at = clock.now()
    AccessToken.objects.create(
        digest=token_digest("t"),
        account_id=account_id,
        unit_id=unit.id,
        created_at=at,
        expires_at=at + timedelta(hours=1),
    )
    return "t"


@schema.parametrize()
@settings(
    max_examples=25,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_api(case: Case, token):
    case.call_and_validate(headers={"Authorization": f"Bearer {token}"})
