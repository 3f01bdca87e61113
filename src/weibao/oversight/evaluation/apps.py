"""Plugs evaluation into the platform."""

from django.apps import AppConfig

from weibao.foundation.kernel import menu
from weibao.foundation.kernel.refusals import noop


class EvaluationConfig(AppConfig):
    """Follow-up calls and ratings."""

    name = "weibao.oversight.evaluation"
    label = "evaluation"
    verbose_name = "回访评价"

    def ready(self) -> None:
        """Offer the ticket's page the door to its follow-up, and put the calls that are due into the menu."""
        from weibao.oversight.evaluation import views
        from weibao.work.tickets import api as tickets

        tickets.offer(tickets.Verb.FOLLOW_UP, tickets.Panel(views.follow_up))
        menu.add(
            menu.Entry(
                "follow_ups",
                noop("回访"),
                "evaluation:due",
                "phone-outgoing",
                noop("工作"),
                deed="tickets.follow_up",
                order=40,
            )
        )
