"""Plugs the directory into Django."""

from django.apps import AppConfig

from weibao.foundation.kernel import menu
from weibao.foundation.kernel.refusals import noop


class DirectoryConfig(AppConfig):
    """Units and the people in them."""

    name = "weibao.people.directory"
    label = "directory"
    verbose_name = "机构通讯录"

    def ready(self) -> None:
        """Add the directory to the menu."""
        menu.add(
            menu.Entry(
                key="directory",
                label=noop("机构通讯录"),
                url_name="directory:index",
                icon="sitemap",
                group=noop("规则与机构"),
                deed="directory.read",
                order=75,
            )
        )
