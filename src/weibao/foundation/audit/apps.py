"""Plugs the permanent record into Django: its tables and the check of its key."""

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from weibao.foundation.audit.rules.digests import Algorithm
from weibao.foundation.audit.rules.reading import READ
from weibao.foundation.kernel import menu
from weibao.foundation.kernel.refusals import noop

_KEY_BYTES = 32


class AuditConfig(AppConfig):
    """The permanent record."""

    name = "weibao.foundation.audit"
    label = "audit"
    verbose_name = "审计"

    def ready(self) -> None:
        """Register the checks and add the menu entry."""
        register(check_key)  # also called with the list of apps, which this check does not need
        menu.add(
            menu.Entry(
                key="audit",
                label=noop("审计"),
                url_name="audit:entries",
                icon="shield-lock",
                group=noop("系统管理"),
                deed=READ,
                order=95,
            )
        )


def check_key(**_: Any) -> list[CheckMessage]:
    """Return an error when the record could not be written or would be weak: audit.E001 and audit.E002."""
    found: list[CheckMessage] = []
    if len(settings.WEIBAO_AUDIT_KEY) < _KEY_BYTES:
        found.append(Error(f"WEIBAO_AUDIT_KEY 至少要有 {_KEY_BYTES} 字节", id="audit.E001"))
    if settings.WEIBAO_AUDIT_ALGORITHM not in set(Algorithm):
        choices = "、".join(Algorithm)
        found.append(Error(f"WEIBAO_AUDIT_ALGORITHM 只能是 {choices}", id="audit.E002"))
    return found
