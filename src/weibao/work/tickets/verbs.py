"""The slot in which modules above put the doors to their verbs, so that page and API offer each verb alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from weibao.work.tickets.states import Verb


@dataclass(frozen=True, slots=True)
class Panel:
    """The part of a ticket's page in which one verb is done: its template and the facts the template needs."""

    template: str
    facts: Callable[..., Mapping[str, Any]]


_panels: dict[Verb, Panel] = {}


def offer(verb: Verb, panel: Panel) -> None:
    """Have the ticket's page show ``panel`` for ``verb``."""
    _panels[verb] = panel


def panel(verb: Verb) -> Panel | None:
    """Return the panel of ``verb``, or None when no module offers one."""
    return _panels.get(verb)
