"""The people of the stories: who sits in which unit of a province, taken on when a story first needs them."""

from datetime import datetime

from weibao.foundation.kernel.actor import SYSTEM, Actor
from weibao.foundation.kernel.scope import acting_as
from weibao.people.access import api as access
from weibao.people.access.api import Role
from weibao.people.directory import api as directory
from weibao.people.directory.api import UnitKind, UnitRow
from weibao.simulation.chance import Chance

# The standing cast; everybody else gets a name that is made up.
_KNOWN = {
    ("220300-line_12345", Role.CALL_TAKER): "林静",
    ("220300-line_12345", Role.FOLLOW_UP_AGENT): "何清",
    ("220000-protection_office", Role.DISPATCHER): "陈墨",
    ("220000-protection_office", Role.REVIEWER): "江晓",
    ("220300-civil_affairs", Role.DISPATCHER): "孟夏",
    ("220300-civil_affairs", Role.HANDLER): "孟冬",
    ("220322-civil_affairs", Role.HANDLER): "苏禾",
}
_SURNAMES = "林何沈周许罗金唐白江苏叶方石余范夏秋柳安"
_GIVEN = (
    "晓松",
    "雨禾",
    "知秋",
    "明溪",
    "望舒",
    "青禾",
    "向晚",
    "言蹊",
    "南风",
    "听雪",
    "远山",
    "小川",
    "星野",
    "云起",
)
# No password fits it: whoever acts in stories only is nobody to log in as.
_NO_PASSWORD = "!"  # noqa: S105 - the opposite of a password


class MissingUnitError(Exception):
    """The province's tree has no unit that the story needs."""


class Cast:
    """The staff of one province: those who hold the posts at ``at``, and those who must be taken on then."""

    def __init__(self, province_code: str, *, at: datetime) -> None:
        self.province_code = province_code
        self._at = at
        self._actors: dict[tuple[int, Role], Actor] = {}

    def build_units(self) -> int:
        """Create the units of the province that are missing and return how many."""
        with acting_as(SYSTEM):
            return directory.create_tree(province_code=self.province_code, by=SYSTEM, at=self._at)

    def call_taker(self, city_code: str) -> Actor:
        """Return who takes calls on the city's 12345 line."""
        return self.of(unit(UnitKind.LINE_12345, city_code), Role.CALL_TAKER)

    def follow_up_agent(self, city_code: str) -> Actor:
        """Return who calls back from the city's 12345 line."""
        return self.of(unit(UnitKind.LINE_12345, city_code), Role.FOLLOW_UP_AGENT)

    def province(self, role: Role) -> Actor:
        """Return who does ``role`` in the province's protection office."""
        return self.of(unit(UnitKind.PROTECTION_OFFICE, self.province_code), role)

    def civil_affairs(self, region_code: str, role: Role) -> Actor:
        """Return who does ``role`` in the civil affairs of a city or county."""
        return self.of(unit(UnitKind.CIVIL_AFFAIRS, region_code), role)

    def of(self, home: UnitRow, role: Role) -> Actor:
        """Return who does ``role`` in a unit, taking somebody on when nobody does yet."""
        if (home.id, role) not in self._actors:
            there = [actor for actor in access.actors_in(home.id, at=self._at) if role in actor.roles]
            self._actors[home.id, role] = there[0] if there else self._take_on(home, role)
        return self._actors[home.id, role]

    def _take_on(self, home: UnitRow, role: Role) -> Actor:
        chance = Chance("cast", home.code, role)
        name = _KNOWN.get((home.code, role)) or chance.one_of(_SURNAMES) + chance.one_of(_GIVEN)
        with acting_as(SYSTEM):
            person_id = directory.add_person(name=name, unit_id=home.id, by=SYSTEM, at=self._at)
            account = access.create_account(
                login=f"{home.code}.{role}",
                person_id=person_id,
                encoded_password=_NO_PASSWORD,
                by=SYSTEM,
                at=self._at,
            )
            access.give_grant(account_id=account.account_id, role=role, unit_id=home.id, by=SYSTEM, at=self._at)
            actor = access.actor_for(account.account_id, home.id, at=self._at)
        if actor is None:
            raise LookupError(f"{name} holds no post in {home.name}")
        return actor


def unit(kind: UnitKind, region_code: str) -> UnitRow:
    """Return the unit of a kind in a region. Raises MissingUnitError when there is none."""
    found = directory.find_units(kind, region_code)
    if not found:
        raise MissingUnitError(f"{kind.zh} {region_code}")
    return found[0]
