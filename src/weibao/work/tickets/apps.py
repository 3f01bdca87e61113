"""Plugs tickets into the platform."""

from django.apps import AppConfig

from weibao.foundation.kernel import menu
from weibao.foundation.kernel.refusals import noop


class TicketsConfig(AppConfig):
    """The work order: life cycle, assignments along the chain of levels."""

    name = "weibao.work.tickets"
    label = "tickets"
    verbose_name = "工单"

    def ready(self) -> None:
        """Put the queue into the menu."""
        menu.add(
            menu.Entry("queue", noop("工单"), "tickets:queue", "inbox", noop("工作"), deed="tickets.read", order=30)
        )
