"""Plug the divisions in; they are reference data in memory, so there are no tables, and nothing subscribes."""

from django.apps import AppConfig


class RegionsConfig(AppConfig):
    """Administrative divisions with dates."""

    name = "weibao.people.regions"
    label = "regions"
    verbose_name = "行政区划"
