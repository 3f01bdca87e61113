"""Plugs evaluation into the platform."""

from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    """Follow-up calls and ratings."""

    name = "weibao.oversight.evaluation"
    label = "evaluation"
    verbose_name = "回访评价"
