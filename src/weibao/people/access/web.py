"""What the pages and endpoints of access share: where a request comes from, and how a log-in becomes a session."""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from weibao.foundation.kernel import clock
from weibao.foundation.kernel.actor import Actor
from weibao.people.directory import api as directory

from . import rules
from .actions import signing_in, tokens
from .queries import actors
from .queries.identities import Identity
from .sessions import ACCOUNT, UNIT

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Entrance:
    """Who stands in the entrance: logged in, perhaps with a step left before work (``step``)."""

    identity: Identity
    step: rules.Step | None


class EntranceRequest(HttpRequest):
    """A request of somebody who has logged in but may have a step left; ``actor`` is None until a post is chosen."""

    entrance: Entrance
    actor: Actor | None


def entrance(view: View) -> View:
    """Mark a view as open to people who have logged in and still have a step left before work."""
    view.is_entrance = True  # type: ignore[attr-defined]  # a mark on the function, read by the middleware
    return view


def address_of(request: HttpRequest) -> str:
    """Return the network address of the other side in one spelling, "unknown" when the server does not tell.

    Behind a gateway the server is told the address by it; headers that anybody can send are not believed.
    """
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).exploded
    except ValueError:
        return "unknown"


def may_try(what: str, request: HttpRequest) -> bool:
    """Count a try of something public, such as "look_up", and return whether its address may go on this minute."""
    return tokens.may_try(what, address=address_of(request), at=clock.now())


def open_session(request: HttpRequest, account_id: int, *, at: datetime) -> None:
    """Make the session that of the account, under a new key, in its only post if it has just one."""
    posts = actors.posts_of(account_id, at=at)
    request.session.flush()
    request.session[ACCOUNT] = account_id
    if len(posts) == 1:
        request.session[UNIT] = posts[0].unit_id
    request.session.save()
    signing_in.record_sign_in(account_id=account_id, address=address_of(request), at=at)


def unit_code(post: actors.Post) -> str:
    """Return the code of the unit of a post."""
    return directory.unit(post.unit_id).code


def next_address(request: HttpRequest) -> str:
    """Return where somebody wanted to go before logging in, when that is a page of ours; otherwise ""."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/")
    return wanted if is_ours and len(wanted) <= 2000 else ""


def with_next(address: str, wanted: str) -> str:
    """Return an address that remembers where somebody wanted to go."""
    return f"{address}?{urlencode({'next': wanted})}" if wanted not in {"", "/"} else address


def actor_of(request: HttpRequest) -> Actor | None:
    """Return who acts in the request, or None when nobody has logged in and chosen a post."""
    return cast("Actor | None", getattr(request, "actor", None))


def step_of(identity: Identity, *, has_post: bool, at: datetime) -> rules.Step | None:
    """Return what the account must still do before working."""
    days: int = getattr(settings, "WEIBAO_PASSWORD_DAYS", 0)
    return rules.next_step(
        must_change=identity.must_change_password or rules.password_is_old(identity.password_changed_at, at, days),
        must_enrol=settings.WEIBAO_TOTP_REQUIRED and not identity.has_second_factor,
        has_post=has_post,
    )
