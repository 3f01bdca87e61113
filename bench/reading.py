"""Reads as people do: the queue, one ticket, the earlier calls of a number, and how shares weigh on lists."""

from dataclasses import dataclass
from typing import Any

from bench import loading, measure, people, stories
from weibao.foundation.kernel import clock
from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.scope import acting_as
from weibao.work.intake import api as intake
from weibao.work.tickets import api as tickets

QUEUE = "/tickets/"
TICKET = "/tickets/{number}"
QUEUE_JSON = "/api/v1/tickets?tab=turn"
TICKET_JSON = "/api/v1/tickets/{number}"
TABS = (tickets.Tab.TURN, tickets.Tab.ALL_OPEN, tickets.Tab.ENDED)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one address takes; ``page`` says whether it is the page of people or, where there is none, the JSON."""

    taken: measure.Taken
    page: bool


def queue(by: Actor, times: int) -> Answer:
    """Return what the queue of fifty rows takes through the whole application."""
    return _answered(by, QUEUE, QUEUE_JSON, times)


def ticket(by: Actor, times: int) -> Answer:
    """Return what one ticket with everything about it takes through the whole application."""
    with acting_as(by):
        number = tickets.page(by=by, at=clock.now(), tab=tickets.Tab.TURN).rows[0].number
    return _answered(by, TICKET.format(number=number), TICKET_JSON.format(number=number), times)


def lists(by: Actor, times: int) -> dict[str, tuple[measure.Taken, float]]:
    """Return for some tabs what reading fifty rows takes, and what the database needs of it."""
    found = {}
    with acting_as(by):
        for tab in TABS:

            def read(_: int, tab: tickets.Tab = tab) -> object:
                return tickets.page(by=by, at=clock.now(), tab=tab)

            taken = measure.repeat(read, times, warm=3)
            sent = measure.statements(lambda: read(0))
            found[tab.value] = (taken, measure.in_database(sent[-1]))
    return found


def counts(by: Actor, times: int) -> measure.Taken:
    """Return what the numbers beside all tabs take."""
    tabs = list(tickets.Tab)
    with acting_as(by):
        return measure.repeat(lambda _: tickets.counts(by=by, at=clock.now(), tabs=tabs), times, warm=2)


def screen_pop(by: Actor, times: int) -> tuple[float, float]:
    """Return median and 95th percentile of the database's milliseconds for the earlier contacts of a number."""
    needed = []
    with acting_as(by):
        for number in range(times):
            phone = loading.phone(number * 997 % stories.PHONES)
            sent = measure.statements(lambda phone=phone: intake.earlier(phone, by=by))  # type: ignore[misc]  # bound at once
            needed.append(measure.in_database(sent[-1]))
    return measure.part(needed, 0.5), measure.part(needed, 0.95)


def _answered(by: Actor, page: str, data: str, times: int) -> Answer:
    from weibao.config.wsgi import application

    key, bearer = people.session(by), people.token(by)
    is_page = people.call(application, page, cookie=key)[0].startswith("200")

    def ask(_: int) -> Any:
        status, body = (
            people.call(application, page, cookie=key) if is_page else people.call(application, data, bearer=bearer)
        )
        if not status.startswith("200"):
            raise RuntimeError(f"{status} {body[:300].decode(errors='replace')}")

    return Answer(measure.repeat(ask, times), is_page)
