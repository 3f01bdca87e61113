"""Plugs the rules of a province in; refuses to call an installation sound whose profile has a gap."""

from collections.abc import Sequence

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from weibao.advice.policy import api
from weibao.advice.policy.reading import READ
from weibao.foundation.kernel import menu
from weibao.foundation.kernel.refusals import RefusedError, noop


class PolicyConfig(AppConfig):
    """The dated rules of a province with their legal basis."""

    name = "weibao.advice.policy"
    label = "policy"
    verbose_name = "规则与依据"

    def ready(self) -> None:
        """Register the check of the configured profile and add the menu entry."""
        register(active_profile_is_sound)
        menu.add(
            menu.Entry(
                key="rules",
                label=noop("规则与依据"),
                url_name="policy:rules",
                icon="ruler-2",
                group=noop("规则与机构"),
                deed=READ,
                order=70,
            )
        )


def active_profile_is_sound(
    app_configs: Sequence[AppConfig] | None,
    **kwargs: object,
) -> list[CheckMessage]:
    """Return an error for each fault of the profile that `WEIBAO_PROFILE` names."""
    del app_configs, kwargs
    try:
        problems = api.check(settings.WEIBAO_PROFILE)
    except RefusedError as error:
        return [Error(error.refusal.sentence(), id="policy.E001")]
    return [Error(str(problem), id="policy.E002") for problem in problems]
