"""Plugs accounts, grants and sessions into Django."""

from django.apps import AppConfig

from weibao.foundation.kernel import menu
from weibao.foundation.kernel.refusals import noop
from weibao.people.access.roles import DEEDS

# What is put on record without being a permission.
RECORDED = {
    "access.sign_in": noop("登录"),
    "access.sign_in_refused": noop("登录被拒绝"),
    "access.sign_out": noop("退出登录"),
    "access.change_password": noop("修改密码"),
    "access.enrol_second_factor": noop("绑定动态验证码"),
    "access.remove_second_factor": noop("解除动态验证码"),
    "access.issue_token": noop("签发访问令牌"),
}


class AccessConfig(AppConfig):
    """Accounts, grants and sessions."""

    name = "weibao.people.access"
    label = "access"
    verbose_name = "账号与授权"

    def ready(self) -> None:
        """Fill the shell's places for signing in and out, add menu entries, name our deeds and refusals."""
        # The face of the record and our queries bring tables with them, which can be named only now.
        from weibao.foundation.audit import api as audit
        from weibao.foundation.kernel.web import STATUS
        from weibao.people.access.queries import accounts

        audit.name_deeds(DEEDS | RECORDED)
        audit.find_people_by(accounts.named)
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
