"""Plans what happens to the tickets of a demonstration, deed by deed, without touching the database.

A plan is a pure function of its seed and the present instant: who does what at which instant, as the profile's limits
and the working calendar make it plausible. Most deeds come in time, some late; a history stops where it stands now.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from weibao.advice.deadlines import api as deadlines
from weibao.advice.policy import api as policy
from weibao.advice.policy.api import LimitUnit, Span, Step
from weibao.foundation.kernel import clock
from weibao.people.access.api import Role
from weibao.people.directory.api import UnitKind
from weibao.simulation import phrases
from weibao.simulation.chance import Chance
from weibao.simulation.stories import Told
from weibao.simulation.virtual_time import VirtualTime
from weibao.work.tickets.api import State, Verb

PROVINCE = "220000"

_WORKING = frozenset({LimitUnit.WORKING_DAYS, LimitUnit.WORKING_HOURS})
_SOON, _USUAL = (0.05, 0.45), (0.2, 0.9)
_LATE = 0.07
_QUICK = 0.4
_MORNING, _NIGHT = 7, 22
_RATINGS = {
    "very_satisfied": 32.0,
    "satisfied": 40.0,
    "fairly_satisfied": 18.0,
    "dissatisfied": 8.0,
    "very_dissatisfied": 2.0,
}
_ROUNDS = 2  # nobody is sent back more than once


@dataclass(frozen=True, slots=True)
class Seat:
    """Whoever does a role in the unit of a kind in a region."""

    kind: UnitKind
    region_code: str
    role: Role


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that is done to a ticket; ``values`` are what the action asks for besides who and when.

    The value ``to`` of a dispatch is a seat; the action gets the number of its unit.
    """

    at: datetime
    by: Seat
    verb: Verb
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class History:
    """A contact and all that is done about it up to the present."""

    opened_at: datetime
    by: Seat
    form: Mapping[str, Any]
    deeds: tuple[Deed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Where a story happens: the city whose line takes it, the county it lies in ("" when only the city is known).

    ``crossing`` says that it touches other places too, so that the city or the province itself must answer for it.
    ``department`` is the county's department that the civil affairs may pass it to. ``halt`` is the state in which the
    unit whose turn it is has done nothing yet.
    """

    city: str
    county: str = ""
    crossing: bool = False
    department: UnitKind | None = None
    halt: State | None = None


def plan(told: Told, setting: Setting, opened_at: datetime, now: datetime, chance: Chance) -> History:
    """Return the history of one ticket from its opening to where it stands at ``now``."""
    plot = _Plot(told, setting, opened_at, chance)
    plot.tell()
    done = plot.deeds if plot.rests_after is None else plot.deeds[: plot.rests_after]
    return History(opened_at, plot.taker, told.form, tuple(deed for deed in done if deed.at < now))


def taker_of(city: str) -> Seat:
    """Return who takes the calls of a city."""
    return Seat(UnitKind.LINE_12345, city, Role.CALL_TAKER)


class _Plot:
    """One history in the making; the methods follow the life cycle of a ticket.

    ``rests_after`` is the number of deeds after which the ticket came to where it halts, None when it never does.
    """

    def __init__(self, told: Told, setting: Setting, opened_at: datetime, chance: Chance) -> None:
        self.told = told
        self.story = told.story
        self.setting = setting
        self.chance = chance
        self.time = VirtualTime(opened_at)
        self.deeds: list[Deed] = []
        self.rests_after: int | None = None
        self.profile = policy.active()
        self.category = self.profile.category(self.story.category)
        self.request_type = policy.RequestType(self.story.type)
        self.taker = taker_of(setting.city)
        self._due_at = opened_at

    def tell(self) -> None:
        """Play the plot to its end."""
        self._comes_to(State.PENDING_DISPATCH)
        if self.story.not_accepted:
            self.time.advance(minutes=self.chance.whole(3, 12))
            self._do(self.taker, Verb.NOT_ACCEPT, ground=self.story.not_accepted, told=self._words(self.story.told))
        elif self.story.answer:
            self.time.advance(minutes=self.chance.whole(2, 11))
            self._do(self.taker, Verb.ANSWER, text=self._words(self.story.answer), cites=self.story.cites)
        else:
            self._refer_up()
            if self._is_answered_by_province():
                return
            handler = self._hand_down()
            self._handle(handler)

    def _refer_up(self) -> None:
        ground = self.chance.weighed({"offline_work": 6.0, "hard": 3.0, "province_duty": 1.0})
        if self.setting.crossing:
            ground = "province_duty"
        self._wait(Step.DISPATCH, _SOON)
        self._do(self.taker, Verb.REFER_UP, ground=ground, opinion=self.chance.one_of(phrases.OPINIONS[ground]))
        self._comes_to(State.REFERRED_UP)
        self._wait(Step.REFERRAL_ASSESSMENT, _USUAL)

    def _is_answered_by_province(self) -> bool:
        """Let the province answer some ordinary items itself; what is urgent or of an urgent kind is always given."""
        is_ordinary = self.category.urgency is policy.Urgency.NORMAL and self.category.urgent_kind is None
        if self.setting.halt or not (is_ordinary and self.chance.happens(0.06)):
            return False
        self._do(self._province(Role.DISPATCHER), Verb.ANSWER, text=self._words(self.story.reply), way="phone")
        return True

    def _hand_down(self) -> Seat:
        """Give the item down the levels and return who is to handle it in the end."""
        city, county = self.setting.city, self.setting.county
        by_city = not county or self.setting.crossing or self.chance.happens(0.2)
        if by_city:
            handler = _civil_affairs(city, Role.HANDLER)
            self._give(self._province(Role.DISPATCHER), handler, self._words(self.story.task), self._order_limit())
            return handler
        through_city = self.chance.happens(0.6)
        handler = _civil_affairs(county, Role.HANDLER)
        if through_city:
            passer = _civil_affairs(city, Role.DISPATCHER)
            self._give(self._province(Role.DISPATCHER), passer, self._words(self.story.task), self._order_limit())
            self._sign(passer)
            self.time.advance(minutes=self.chance.whole(8, 50))
            self._give(passer, handler, self.chance.one_of(phrases.TASKS_BELOW))
        else:
            self._give(self._province(Role.DISPATCHER), handler, self._words(self.story.task), self._order_limit())
        if self.setting.department is None or not self.chance.happens(0.35):
            return handler
        passer = _civil_affairs(county, Role.DISPATCHER)
        self._sign(passer)
        self.time.advance(minutes=self.chance.whole(10, 90))
        handler = Seat(self.setting.department, county, Role.HANDLER)
        self._give(passer, handler, self.chance.one_of(phrases.TASKS_TO_DEPARTMENTS))
        return handler

    def _order_limit(self) -> Span | None:
        """Return the limit that the province sets; the profile's own where the item cannot wait."""
        if self.category.urgency is not policy.Urgency.NORMAL or self.setting.halt:
            return None
        return Span(self.chance.weighed({5: 5.0, 7: 2.0, 10: 1.0}), LimitUnit.WORKING_DAYS)

    def _give(self, by: Seat, to: Seat, task: str, limit: Span | None = None) -> None:
        values = {"to": to, "task": task} | ({"limit": limit} if limit else {})
        given = limit or self._limit(Step.HANDLE)
        due_at = deadlines.due_at(self.time.now, given.amount, given.unit)
        # What is passed down ends with what it is part of.
        self._due_at = due_at if by.kind is UnitKind.PROTECTION_OFFICE else min(due_at, self._due_at)
        self._do(by, Verb.DISPATCH, **values)
        self._comes_to(State.DISPATCHED)

    def _sign(self, by: Seat) -> None:
        self._wait(Step.SIGN, _USUAL)
        self._do(by, Verb.SIGN)

    def _handle(self, handler: Seat) -> None:
        self._sign(handler)
        for round_ in range(_ROUNDS):
            is_last = round_ == _ROUNDS - 1
            self._comes_to(State.IN_PROGRESS)
            self._work(handler)
            self._comes_to(State.REPLIED)
            self._wait(Step.REVIEW, _USUAL)
            if not is_last and self.chance.happens(0.06):
                reason = self.chance.one_of(phrases.REDO_REASONS)
                self._do(self._province(Role.REVIEWER), Verb.REDO, reason=reason)
                self._begin_again()
                continue
            opinion = self.chance.one_of(phrases.REVIEWS)
            self._do(self._province(Role.REVIEWER), Verb.REVIEW, opinion=opinion)
            self._comes_to(State.FOLLOW_UP)
            if not self._follow_up(may_redo=not is_last):
                return
            self._begin_again()

    def _begin_again(self) -> None:
        limit = self._limit(Step.HANDLE)
        self._due_at = deadlines.due_at(self.time.now, limit.amount, limit.unit)

    def _work(self, handler: Seat) -> None:
        """Report on the way and reply to the caller."""
        reports = list(self.story.progress)
        if self.chance.happens(0.2):
            reports.insert(0, self.chance.one_of(phrases.EXTRA_PROGRESS))
        for report in reports[: self.chance.whole(0, len(reports))]:
            self._towards(self._due_at, self._is_working(Step.HANDLE), (0.1, 0.35), late=0.0)
            self._do(handler, Verb.REPORT_PROGRESS, text=self._words(report))
            if self.chance.happens(0.08):
                self.time.advance(minutes=self.chance.whole(15, 200))
                self._do(self.taker, Verb.NOTE, text=self.chance.one_of(phrases.NOTES))
        self._towards(self._due_at, self._is_working(Step.HANDLE), (0.25, 0.85), late=2 * _LATE)
        self._do(
            handler,
            Verb.REPLY,
            text=self._words(self.story.reply),
            result=self.story.result,
            way=self.chance.weighed({"phone": 7.0, "visit": 2.0, "sms": 1.0}),
        )

    def _follow_up(self, *, may_redo: bool) -> bool:
        """Call back until somebody is reached or it is given up; return whether the ticket goes back to the unit."""
        agent = Seat(UnitKind.LINE_12345, self.setting.city, Role.FOLLOW_UP_AGENT)
        self._wait(Step.FOLLOW_UP, (0.1, 0.6))
        missed = self.chance.weighed({0: 75.0, 1: 15.0, 2: 6.0, 3: 4.0})
        for attempt in range(1, missed + 1):
            is_given_up = attempt == 3
            text = phrases.GIVEN_UP if is_given_up else self.chance.one_of(phrases.NOT_REACHED)
            decision = "close" if is_given_up else "later"
            self._do(agent, Verb.FOLLOW_UP, reached=False, decision=decision, text=text, way="phone", rating="")
            if is_given_up:
                return False
            self.time.advance_working_hours(self.chance.whole(4, 7))
            self.time.advance(minutes=self.chance.whole(1, 30))
        rating = self.chance.weighed(_RATINGS)
        is_unhappy = not self.profile.ratings.get(rating).satisfied
        goes_back = is_unhappy and may_redo and self.chance.happens(0.8)
        text = self.story.heard
        if is_unhappy:
            text = self.story.unhappy or self.chance.one_of(phrases.UNHAPPY)
            text = text if goes_back else phrases.LEFT_AT_THAT
        self._do(
            agent,
            Verb.FOLLOW_UP,
            reached=True,
            decision="redo" if goes_back else "close",
            text=self._words(text),
            way="phone",
            rating=rating,
        )
        return goes_back

    def _comes_to(self, state: State) -> None:
        if self.setting.halt is state and self.rests_after is None:
            self.rests_after = len(self.deeds)

    def _do(self, by: Seat, verb: Verb, **values: Any) -> None:
        self.deeds.append(Deed(self.time.now, by, verb, values))

    def _wait(self, step: Step, share: tuple[float, float]) -> None:
        """Let the time of a step pass that somebody takes, mostly within its limit."""
        limit = self._limit(step)
        due_at = deadlines.due_at(self.time.now, limit.amount, limit.unit)
        self._towards(due_at, limit.unit in _WORKING, share, late=_LATE)

    def _towards(self, due_at: datetime, is_working: bool, share: tuple[float, float], *, late: float) -> None:
        """Let a share of what is left of a limit pass: office hours where the limit counts them, else plain time."""
        is_late = self.setting.halt is None and self.chance.happens(late)
        part = self.chance.between(1.1, 1.9) if is_late else self.chance.between(*share)
        if self.setting.halt:  # what is to rest somewhere should get there
            part *= _QUICK
        now = self.time.now
        earliest = now + timedelta(minutes=self.chance.whole(2, 14))
        if is_working:
            left = deadlines.remaining(now, due_at, LimitUnit.WORKING_HOURS)
            hours = max(round(left / timedelta(hours=1) * part), self.chance.whole(1, 3))
            instant = deadlines.due_at(now, hours, LimitUnit.WORKING_HOURS)
            instant -= timedelta(minutes=self.chance.whole(1, 50))
        else:
            instant = self._awake(now + max(due_at - now, timedelta(hours=2)) * part, due_at)
        self.time.pass_to(max(instant.replace(second=self.chance.whole(0, 59), microsecond=0), earliest))

    def _awake(self, instant: datetime, due_at: datetime) -> datetime:
        """Return an instant when people are up, if the limit allows it: callers sleep at night."""
        local = clock.local(instant)
        if _MORNING <= local.hour < _NIGHT:
            return instant
        minutes = timedelta(minutes=self.chance.whole(5, 80))
        morning = local.replace(hour=_MORNING, minute=0) + timedelta(days=local.hour >= _NIGHT) + minutes
        evening = local.replace(hour=_NIGHT, minute=0) - timedelta(days=local.hour < _MORNING) - minutes
        return next((each for each in (morning, evening) if self.time.now < each <= due_at), instant)

    def _limit(self, step: Step) -> Span:
        return self.profile.limit(
            step=step,
            request_type=self.request_type,
            urgency=self.category.urgency,
            on=clock.day_of(self.time.now),
        ).span

    def _is_working(self, step: Step) -> bool:
        return self._limit(step).unit in _WORKING

    def _words(self, text: str) -> str:
        return self.told.words(text)

    def _province(self, role: Role) -> Seat:
        return Seat(UnitKind.PROTECTION_OFFICE, PROVINCE, role)


def _civil_affairs(region_code: str, role: Role) -> Seat:
    return Seat(UnitKind.CIVIL_AFFAIRS, region_code, role)


def in_order(histories: Sequence[History]) -> list[tuple[datetime, int, Deed | None]]:
    """Return the openings (None) and deeds of all histories as they follow one another in time."""
    openings = [(history.opened_at, number, -1, None) for number, history in enumerate(histories)]
    deeds = [
        (deed.at, number, place, deed)
        for number, history in enumerate(histories)
        for place, deed in enumerate(history.deeds)
    ]
    return [(at, number, deed) for at, number, _, deed in sorted([*openings, *deeds], key=lambda each: each[:3])]
