"""The face of access."""

from weibao.people.access.actions.accounts import (
    NewAccount,
    create_account,
    create_api_client,
    reset_password,
    restore_account,
    suspend_account,
)
from weibao.people.access.actions.grants import give_grant, withdraw_grant
from weibao.people.access.actions.tokens import clear_expired
from weibao.people.access.auth import BearerOrSession
from weibao.people.access.demo import DEMO_PASSWORD, DemoAccount, create_demo_accounts, demo_accounts
from weibao.people.access.queries.actors import Post, actor_for, actor_of_session, actors_in, posts_of, scope
from weibao.people.access.roles import ADMINISTRATORS, DEEDS, DEEDS_OF, LABELS, Role, deeds_of
from weibao.people.access.web import may_try

__all__ = [
    "ADMINISTRATORS",
    "DEEDS",
    "DEEDS_OF",
    "DEMO_PASSWORD",
    "LABELS",
    "BearerOrSession",
    "DemoAccount",
    "NewAccount",
    "Post",
    "Role",
    "actor_for",
    "actor_of_session",
    "actors_in",
    "clear_expired",
    "create_account",
    "create_api_client",
    "create_demo_accounts",
    "deeds_of",
    "demo_accounts",
    "give_grant",
    "may_try",
    "posts_of",
    "reset_password",
    "restore_account",
    "scope",
    "suspend_account",
    "withdraw_grant",
]
