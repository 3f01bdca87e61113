"""Plugs accounts, grants and sessions into Django."""

from django.apps import AppConfig

from weibao.foundation.kernel import menu
from weibao.foundation.kernel.refusals import noop


class AccessConfig(AppConfig):
    """Accounts, grants and sessions."""

    name = "weibao.people.access"
    label = "access"
    verbose_name = "账号与授权"

    def ready(self) -> None:
        """Fill the shell's places for signing in and out, add the menu entries, say what our refusals mean in HTTP."""
        from weibao.foundation.kernel.web import STATUS

        STATUS.update({"wrong_login": 401, "invalid_token": 401, "invalid_client": 401, "wrong_code": 401})
        menu.fill("sign_in", "access:login")
        menu.fill("sign_out", "access:logout")
        menu.add(
            menu.Entry(
                key="accounts",
                label=noop("账号与授权"),
                url_name="access:accounts",
                icon="user-cog",
                group=noop("系统管理"),
                deed="access.read_accounts",
                order=90,
            )
        )
        for key, label, url_name, icon, order in (
            ("posts", noop("切换岗位"), "access:posts", "arrows-exchange", 10),
            ("password", noop("修改密码"), "access:password", "key", 20),
            ("second_factor", noop("动态验证码"), "access:second_factor", "shield-lock", 30),
        ):
            menu.add(menu.Entry(key=key, label=label, url_name=url_name, icon=icon, group=menu.PERSONAL, order=order))
