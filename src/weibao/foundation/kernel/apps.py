"""Plugs the kernel into Django."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Actor, refusals, clock, events and web plumbing."""

    name = "weibao.foundation.kernel"
    label = "kernel"
    verbose_name = "内核"
