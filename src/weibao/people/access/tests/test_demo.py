"""The demo's people: only in a demo, once, and enough of them for a ticket to be worked on anywhere."""

import pytest
from django.conf import LazySettings

from weibao.foundation.kernel import clock
from weibao.foundation.kernel.refusals import RefusedError
from weibao.people.access import api as access
from weibao.people.access import demo, makers
from weibao.people.access.actions import signing_in
from weibao.people.access.models import Account
from weibao.people.access.roles import ADMINISTRATORS, Role
from weibao.people.directory import api as directory
from weibao.people.directory.api import UnitKind
from weibao.people.regions import api as regions

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings: LazySettings) -> list[demo.DemoAccount]:
    settings.WEIBAO_DEMO = True
    demo.create_demo_accounts(at=makers.EARLY)
    return demo.demo_accounts(at=clock.now())


def test_outside_a_demo_there_are_no_demo_accounts(settings: LazySettings) -> None:
    settings.WEIBAO_DEMO = False

    for act in (lambda: demo.create_demo_accounts(at=makers.EARLY), lambda: demo.demo_accounts(at=makers.EARLY)):
        with pytest.raises(RefusedError) as refused:
            act()
        assert refused.value.refusal.code == "not_a_demo"
    assert not Account.objects.exists()


def test_the_accounts_are_created_once(cast: list[demo.DemoAccount]) -> None:
    before = Account.objects.count()

    assert demo.create_demo_accounts(at=makers.EARLY) == 0
    assert Account.objects.count() == before


def test_everybody_logs_in_with_the_known_password_without_changing_it(cast: list[demo.DemoAccount]) -> None:
    outcome = signing_in.sign_in(login="linjing", password=demo.DEMO_PASSWORD, address="10.0.0.1", at=clock.now())

    assert isinstance(outcome, signing_in.SignIn)
    assert not Account.objects.filter(must_change_password=True).exists()


def test_every_bureau_and_line_of_the_province_has_somebody(cast: list[demo.DemoAccount]) -> None:
    staffed = {(account.unit, role) for account in cast for role in account.roles}
    for city in regions.children("220000"):
        for place in (city, *regions.children(city.code)):
            for unit in directory.find_units(UnitKind.CIVIL_AFFAIRS, place.code):
                assert {(unit.name, "handler"), (unit.name, "dispatcher")} <= staffed
            for unit in directory.find_units(UnitKind.LINE_12345, place.code):
                assert (unit.name, "call_taker") in staffed


def test_the_cast_holds_every_role_that_the_journeys_need(cast: list[demo.DemoAccount]) -> None:
    held = {role for account in cast for role in account.roles}

    assert held >= {role.value for role in Role} - {"department_system", "village_child_director"}
    assert cast[0].login == "linjing"
    assert cast[0].region == "220300"


def test_the_three_administrators_are_three_people(cast: list[demo.DemoAccount]) -> None:
    holders = {role: [account.name for account in cast if role in account.roles] for role in ADMINISTRATORS}

    assert sorted(map(len, holders.values())) == [1, 1, 1]
    assert len({names[0] for names in holders.values()}) == 3


def test_an_account_with_two_posts_is_listed_with_both(cast: list[demo.DemoAccount]) -> None:
    listed = [account for account in cast if account.login == "gaoyuan"]

    assert len(listed) == 2
    account_id = Account.objects.get(login="gaoyuan").id
    assert {post.unit_name for post in access.posts_of(account_id, at=clock.now())} == {
        account.unit for account in listed
    }
