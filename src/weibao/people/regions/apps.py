"""Plug the divisions in; they are reference data in memory, so there are no tables, and nothing subscribes."""

from django.apps import AppConfig

from weibao.foundation.kernel import menu
from weibao.foundation.kernel.refusals import noop


class RegionsConfig(AppConfig):
    """Administrative divisions with dates."""

    name = "weibao.people.regions"
    label = "regions"
    verbose_name = "行政区划"

    def ready(self) -> None:
        """Add the menu entry; divisions are public, so everybody who works here has it."""
        menu.add(
            menu.Entry(
                key="regions",
                label=noop("行政区划"),
                url_name="regions:index",
                icon="map-2",
                group=noop("规则与机构"),
                order=80,
            )
        )
