"""Chooses what a demonstration of Jilin tells: which stories, where and when, and where some of them come to rest."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta

from weibao.advice.policy import api as policy
from weibao.foundation.kernel import clock
from weibao.foundation.kernel.actor import Level
from weibao.people.directory import api as directory
from weibao.people.directory.api import UnitKind
from weibao.people.regions import api as regions
from weibao.simulation.chance import Chance
from weibao.simulation.histories import PROVINCE, History, Setting, plan, taker_of
from weibao.simulation.stories import Story, stories, tell
from weibao.work.tickets.api import State

DAYS = 60
HOME_CITY, HOME_COUNTY = "220300", "220322"  # where the demonstration's people have their logins

# Calls of a day by hour: few at night, most in the late morning and after school.
_HOURS = dict(enumerate((1, 1, 1, 1, 1, 1, 2, 4, 9, 12, 13, 9, 6, 8, 10, 10, 11, 9, 7, 7, 6, 4, 3, 2)))
_WEEKEND = 0.6
_CHANNELS = {"phone": 78.0, "wechat": 8.0, "web": 5.0, "app": 3.0, "walk_in": 2.0, "transfer_line": 2.0, "mail": 2.0}
_SILENT = {"silent": 4.0, "hang_up": 4.0, "thanks": 2.0, "abusive": 1.0}
_OLD_HALT = 0.02
_RESTING_LEAST, _RESTING_MOST = 9, 18
_SHARES = {
    policy.Urgency.CRITICAL: 0.4,
    policy.Urgency.URGENT: 0.8,
    policy.Urgency.NORMAL: 1.0,
    policy.Urgency.COMPLEX: 1.0,
}
# What cannot wait does not rest for long.
_RESTING_SHARES = {**_SHARES, policy.Urgency.CRITICAL: 0.02, policy.Urgency.URGENT: 0.1}
_BARE_SHARE = 0.05

# Where recent tickets rest, the older ones further on their way.
_RESTING: Sequence[Sequence[State]] = (
    (State.FOLLOW_UP, State.REPLIED, State.IN_PROGRESS),
    (State.REPLIED, State.IN_PROGRESS, State.DISPATCHED),
    (State.DISPATCHED, State.REFERRED_UP, State.PENDING_DISPATCH),
)


def histories(count: int, now: datetime, *, seed: object = "jilin") -> list[History]:
    """Return ``count`` tickets' histories over the last sixty days, oldest first, and some contacts without a request.

    Some of the newest rest in each of the waiting states, so that every queue has something in it.
    """
    chance = Chance(seed, "plan")
    counties = _Places(chance)
    planned = []
    for number, opened_at in enumerate(_instants(count, now, chance)):
        own = Chance(seed, number)
        halt = _halt(number, count, own)
        story = _story(own, resting=halt is not None)
        setting, region_code, others = counties.next(number, story, halt, own)
        told = tell(story, region_code=region_code, chance=own, channel=own.weighed(_CHANNELS), other_places=others)
        planned.append(plan(told, setting, opened_at, now, own))
    for opened_at in _instants(max(1, round(count * _BARE_SHARE)), now, chance):
        kind = chance.weighed(_SILENT)
        form = {"channel": "phone", "kind": kind, "caller": {"phone": f"1380000{chance.whole(0, 9999):04d}"}}
        planned.append(History(opened_at, taker_of(chance.one_of(counties.cities)), form))
    return planned


class _Places:
    """Deals out the counties of the province in turn, more often those of the city where people log in."""

    def __init__(self, chance: Chance) -> None:
        self.cities = [city.code for city in _divisions(PROVINCE, Level.CITY)]
        self._counties = {city: [county.code for county in _divisions(city, Level.COUNTY)] for city in self.cities}
        self._dealt = self._deal(chance)
        self._at_home = [*self._counties[HOME_CITY], HOME_COUNTY, HOME_COUNTY]

    def next(
        self, number: int, story: Story, halt: State | None, chance: Chance
    ) -> tuple[Setting, str, tuple[str, ...]]:
        """Return the setting of the next ticket, the code of its place, and other places that it touches."""
        county = chance.one_of(self._at_home) if number % 4 == 0 else next(self._dealt)
        city = regions.ancestors(county)[-1].code
        reach = chance.weighed({"county": 88.0, "city": 6.0, "counties": 4.0, "cities": 2.0})
        if reach == "city":
            return Setting(city=city, halt=halt), city, ()
        if reach == "counties":
            others = tuple(code for code in self._counties[city] if code != county)[:1]
            return Setting(city=city, county=county, crossing=bool(others), halt=halt), county, others
        if reach == "cities":
            other = chance.one_of([code for code in self.cities if code != city])
            return Setting(city=city, county=county, crossing=True, halt=halt), county, (other,)
        department = _department(story.category, county)
        return Setting(city=city, county=county, department=department, halt=halt), county, ()

    def _deal(self, chance: Chance) -> Iterator[str]:
        every = [county for counties in self._counties.values() for county in counties]
        while True:
            yield from chance.shuffled(every)


def _divisions(above: str, level: Level) -> list[regions.Division]:
    return [each for each in regions.children(above, zones=False) if each.level is level]


def _department(category: str, county: str) -> UnitKind | None:
    """Return the department that leads a category in a county, when it is not the civil affairs themselves."""
    lead = policy.active().catalogue(category, Level.COUNTY).lead
    kind = next(iter(lead), UnitKind.CIVIL_AFFAIRS)
    return kind if kind is not UnitKind.CIVIL_AFFAIRS and directory.find_units(kind, county) else None


def _story(chance: Chance, *, resting: bool) -> Story:
    """Return a story of a sort that fits: what rests has work to be done, and danger is rarer than daily trouble."""
    sort = "work" if resting else chance.weighed({"answer": 27.0, "not_accepted": 6.0, "work": 67.0})
    if sort != "work":
        return chance.one_of([story for story in stories().values() if getattr(story, sort)])
    shares = _RESTING_SHARES if resting else _SHARES
    categories = policy.active().categories
    weights = {key: shares[categories.get(story.category).urgency] for key, story in stories().items() if story.task}
    return stories()[chance.weighed(weights)]


def _halt(number: int, count: int, chance: Chance) -> State | None:
    """Return where a ticket rests: every other one of the newest in its turn, of the older ones hardly any."""
    resting = max(_RESTING_LEAST, min(count // 8, _RESTING_MOST))
    recent = number - (count - 2 * resting)
    if recent < 0:
        return chance.one_of(_RESTING[0]) if chance.happens(_OLD_HALT) else None
    if recent % 2:
        return None
    band = _RESTING[recent // 2 * len(_RESTING) // resting]
    return band[recent // 2 % len(band)]


def _instants(count: int, now: datetime, chance: Chance) -> list[datetime]:
    """Return ``count`` instants of the last sixty days in order: more on working days, and slowly more by the week."""
    today = clock.day_of(now)
    days = [today - timedelta(days=back) for back in range(DAYS)]
    weights = {
        day: (1.0 - 0.4 * back / DAYS) * (1.0 if day.weekday() < 5 else _WEEKEND) for back, day in enumerate(days)
    }
    latest = now - timedelta(minutes=5)
    found: list[datetime] = []
    while len(found) < count:
        at = time(chance.weighed(_HOURS), chance.whole(0, 59), chance.whole(0, 59))
        instant = datetime.combine(chance.weighed(weights), at, clock.SHANGHAI)
        if instant < latest:
            found.append(instant)
    return sorted(found)
