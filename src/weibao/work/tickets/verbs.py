"""The slot in which modules above put the doors to their verbs, so that page and API offer each verb alike."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponse

from weibao.foundation.kernel.web import StaffRequest
from weibao.work.tickets.states import Verb


@dataclass(frozen=True, slots=True)
class Panel:
    """What another module answers when its verb is asked for: given the request and the ticket's number."""

    respond: Callable[[StaffRequest, str], HttpResponse]


_panels: dict[Verb, Panel] = {}


def offer(verb: Verb, panel: Panel) -> None:
    """Have the ticket's page hand ``verb`` over to ``panel``."""
    _panels[verb] = panel


def panel(verb: Verb) -> Panel | None:
    """Return the panel of ``verb``, or None when no module offers one."""
    return _panels.get(verb)
