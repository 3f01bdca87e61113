"""Plugs intake into the platform."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Contacts through every channel; the registration form and its drafts."""

    name = "weibao.work.intake"
    label = "intake"
    verbose_name = "受理登记"
