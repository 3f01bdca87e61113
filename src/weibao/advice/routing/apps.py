"""Plug the routing adviser in; it holds no tables and listens to nothing."""

from django.apps import AppConfig


class RoutingConfig(AppConfig):
    """Facts and policy in; level, unit and reason out."""

    name = "weibao.advice.routing"
    label = "routing"
    verbose_name = "分派建议"
