"""The people of the demo province: invented names, one known password, and only where the installation is a demo."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from weibao.foundation.kernel.actor import SYSTEM
from weibao.foundation.kernel.refusals import Refusal, RefusedError, noop
from weibao.people.access.actions.accounts import create_account
from weibao.people.access.actions.grants import give_grant
from weibao.people.access.models import Account, Grant
from weibao.people.access.roles import Role
from weibao.people.directory import api as directory
from weibao.people.directory.api import UnitKind
from weibao.people.regions import api as regions

DEMO_PASSWORD = "weibao-demo-2026"  # noqa: S105 - published on purpose; demo installations hold nobody real

NOT_A_DEMO = Refusal("not_a_demo", noop("只有演示环境才有演示账号"))

_PROVINCE = "220000-protection_office"
_DATA_BUREAU = "220000-gov_services_bureau"
_LINE = "220300-line_12345"
_CITY = "220300-civil_affairs"
_COUNTY = "220322-civil_affairs"


@dataclass(frozen=True, slots=True)
class CastMember:
    """Somebody of the demo with the posts held: unit code and roles."""

    login: str
    name: str
    title: str
    posts: tuple[tuple[str, tuple[Role, ...]], ...]


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """A line of ``weibao demo accounts``: one post of one account; ``is_cast`` tells the cast from the clerks."""

    login: str
    password: str
    name: str
    unit: str
    region: str
    roles: tuple[str, ...]
    is_cast: bool


def _one(login: str, name: str, title: str, unit_code: str, *roles: Role) -> CastMember:
    return CastMember(login, name, title, ((unit_code, roles),))


CAST = (
    _one("linjing", "林静", "话务员", _LINE, Role.CALL_TAKER),
    _one("zhouyuan", "周远", "实习话务员", _LINE, Role.INTERN),
    _one("songlan", "宋岚", "值班长", _LINE, Role.SHIFT_LEAD),
    _one("heqing", "何清", "回访员", _LINE, Role.FOLLOW_UP_AGENT),
    _one("chenmo", "陈墨", "省未保办主任科员", _PROVINCE, Role.DISPATCHER, Role.REVIEWER),
    _one("jiangxiao", "江晓", "省未保办回访员", _PROVINCE, Role.FOLLOW_UP_AGENT),
    _one("xunuo", "许诺", "省未保办督办员", _PROVINCE, Role.SUPERVISOR_OFFICER, Role.QUALITY_REVIEWER),
    CastMember("gaoyuan", "高远", "副厅长", ((_PROVINCE, (Role.LEADER,)), (_DATA_BUREAU, (Role.SUPERVISOR_OFFICER,)))),
    _one("mengxia", "孟夏", "未保科科长", _CITY, Role.DISPATCHER, Role.HANDLER, Role.REVIEWER),
    _one("suhe", "苏禾", "股长", _COUNTY, Role.DISPATCHER, Role.HANDLER),
    _one("tianye", "田野", "科员", _COUNTY, Role.HANDLER),
    _one("luolan", "罗兰", "值班员", "220322-protection_centre", Role.HANDLER),
    _one("qinchuan", "秦川", "民警", "220322-police", Role.HANDLER),
    _one("bailu", "白露", "科员", "220322-education", Role.HANDLER),
    _one("fangyuan", "方圆", "儿童督导员", "220322100-protection_station", Role.TOWNSHIP_CHILD_SUPERVISOR),
    _one("shijian", "石坚", "系统管理员", _DATA_BUREAU, Role.SYSTEM_ADMIN),
    _one("yanming", "严明", "安全管理员", _DATA_BUREAU, Role.SECURITY_ADMIN),
    _one("wenjian", "文鉴", "审计员", _DATA_BUREAU, Role.AUDITOR),
)

# Words of nature and seasons as names, so that nobody takes them for real people.
_SURNAMES = "云江叶夏秦柳沈白梅竹"
_GIVEN_NAMES = ("一苇", "听雨", "望舒", "小满", "知秋", "清和", "立春", "晴川", "半夏", "青禾", "归鸿", "映雪")
_CLERK = (Role.DISPATCHER, Role.HANDLER, Role.REVIEWER)


@transaction.atomic
def create_demo_accounts(*, at: datetime) -> int:
    """Create the demo's accounts that are not there yet and return how many; refused with ``not_a_demo``.

    Besides the cast, every civil affairs bureau of the province gets a clerk and every city's line a call taker, so
    that a ticket can be worked on wherever it goes. Needs the units of the province.
    """
    _refuse_outside_a_demo()
    there = set(Account.objects.values_list("login", flat=True))
    encoded = make_password(DEMO_PASSWORD)
    created = 0
    for member in (*CAST, *_clerks()):
        if member.login not in there:
            _create(member, encoded, at)
            created += 1
    return created


def demo_accounts(*, at: datetime) -> list[DemoAccount]:
    """Return the demo's accounts, the cast first, one entry for each post; refused with ``not_a_demo``."""
    _refuse_outside_a_demo()
    first = {member.login: rank for rank, member in enumerate((*CAST, *_clerks()))}
    cast = {member.login for member in CAST}
    posts: dict[tuple[str, int], list[str]] = {}
    names: dict[str, str] = {}
    # Others may be there as well, such as the people of the stories, whom nobody can log in as.
    grants = (
        Grant.objects.filter(account__login__in=first, active_from__lte=at).exclude(active_until__lte=at).order_by("id")
    )
    for login, name, unit_id, role in grants.values_list("account__login", "account__person__name", "unit_id", "role"):
        names[login] = name
        posts.setdefault((login, unit_id), []).append(role)
    found = []
    for (login, unit_id), roles in posts.items():
        unit = directory.unit(unit_id)
        found.append(
            DemoAccount(login, DEMO_PASSWORD, names[login], unit.name, unit.region_code, tuple(roles), login in cast)
        )
    return sorted(found, key=lambda account: first[account.login])


def _refuse_outside_a_demo() -> None:
    if not settings.WEIBAO_DEMO:
        raise RefusedError(NOT_A_DEMO)


def _clerks() -> Iterator[CastMember]:
    """Yield a clerk for each bureau and a call taker for each line that the cast leaves without."""
    taken = {code for member in CAST for code, _ in member.posts}
    province = regions.get(directory.home_path().strip("/") or "22")
    cities = regions.children(province.code)
    places = [place for city in cities for place in (city, *regions.children(city.code))]
    number = 0
    for kind, prefix, title, roles in (
        (UnitKind.CIVIL_AFFAIRS, "clerk", "未保专干", _CLERK),
        (UnitKind.LINE_12345, "line", "话务员", (Role.CALL_TAKER,)),
    ):
        for place in places:
            for unit in directory.find_units(kind, place.code):
                if unit.code not in taken:
                    surname = _SURNAMES[number % len(_SURNAMES)]
                    given = _GIVEN_NAMES[number // len(_SURNAMES) % len(_GIVEN_NAMES)]
                    yield _one(f"{prefix}-{place.code}", f"{surname}{given}", title, unit.code, *roles)
                    number += 1


def _create(member: CastMember, encoded_password: str, at: datetime) -> None:
    home = directory.unit_by_code(member.posts[0][0])
    person_id = directory.add_person(name=member.name, unit_id=home.id, title=member.title, by=SYSTEM, at=at)
    account_id = create_account(
        login=member.login, person_id=person_id, encoded_password=encoded_password, by=SYSTEM, at=at
    ).account_id
    for unit_code, roles in member.posts:
        for role in roles:
            give_grant(account_id=account_id, role=role, unit_id=directory.unit_by_code(unit_code).id, by=SYSTEM, at=at)
