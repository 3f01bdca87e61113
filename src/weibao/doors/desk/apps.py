"""Plugs the desk into the platform."""

from django.apps import AppConfig

from weibao.foundation.kernel import menu
from weibao.foundation.kernel.refusals import noop


class DeskConfig(AppConfig):
    """The staff member's first page and the call taker's registration page."""

    name = "weibao.doors.desk"
    label = "desk"
    verbose_name = "工作台"

    def ready(self) -> None:
        """Add the menu entries and fill the shell's places; say what our refusals mean in HTTP."""
        work = noop("工作")
        menu.add(menu.Entry("home", noop("我的工作"), "desk:home", "home", work, order=10))
        menu.add(
            menu.Entry("register", noop("登记"), "desk:register", "headset", work, deed="intake.register", order=20)
        )
        menu.fill("home", "desk:home")
        menu.fill("search", "desk:search")
        menu.fill("language", "desk:language")
