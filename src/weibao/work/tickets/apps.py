"""Plugs tickets into the platform."""

from django.apps import AppConfig


class TicketsConfig(AppConfig):
    """The work order: life cycle, assignments along the chain of levels."""

    name = "weibao.work.tickets"
    label = "tickets"
    verbose_name = "工单"
