"""Finds out who asks, and lets nobody see a page of the staff who has not logged in."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from weibao.foundation.kernel import clock
from weibao.foundation.kernel.refusals import RefusedError
from weibao.foundation.kernel.web import problem, refused, wants_json

from . import sessions
from .queries import actors, identities
from .queries.identities import Identity
from .rules import INVALID_TOKEN, SESSION_EXPIRED, STEP_LEFT, Step
from .web import Entrance, View, actor_of, step_of, with_next

BACKGROUND_HEADER = "X-Weibao-Background"
"""Sent by a page that refreshes itself: such a request shows nobody at work and does not prolong the session."""

_PROLONG_EVERY = timedelta(minutes=1)
_PAGES: dict[Step, str] = {
    Step.CHANGE_PASSWORD: "access:password",
    Step.ENROL_SECOND_FACTOR: "access:second_factor",
    Step.CHOOSE_POST: "access:posts",
}


class ActorMiddleware:
    """Sets ``request.actor`` from the session cookie or the bearer token, with one statement for a request.

    A session used within the minute is not written again, so the idle time-out is exact to the minute.
    """

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Find out who asks, then pass the request on."""
        at = clock.now()
        authorization = request.headers.get("Authorization", "")
        if authorization[:7].lower() == "bearer ":
            identity = identities.by_token(authorization[7:].strip(), at=at)
            if identity is None:
                answer = problem(RefusedError(INVALID_TOKEN))
                answer["WWW-Authenticate"] = 'Bearer error="invalid_token"'
                return answer
            request.is_token = True  # type: ignore[attr-defined]  # read by BearerOrSession: no cookie, no forgery check
        else:
            key = request.session.session_key
            identity = identities.by_session(key, at=at) if key else None
            if identity is not None and BACKGROUND_HEADER not in request.headers:
                _prolong(key or "", identity, at)
        if identity is not None:
            _identify(request, identity, at)
        response: HttpResponse = self.get_response(request)
        return response

    def process_view(
        self, request: HttpRequest, view: View, _args: tuple[Any, ...], _kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Stop whoever may not see the view; endpoints below /api/ ask by themselves."""
        if getattr(view, "is_public", False) or request.path.startswith("/api/"):
            return None
        entrance: Entrance | None = getattr(request, "entrance", None)
        if entrance is None:
            return _to_login(request)
        if getattr(view, "is_entrance", False) or actor_of(request) is not None:
            return None
        if wants_json(request) or request.headers.get("HX-Request"):
            return refused(request, RefusedError(STEP_LEFT))
        wanted = request.get_full_path() if request.method == "GET" else ""
        return HttpResponseRedirect(with_next(reverse(_PAGES[entrance.step or Step.CHOOSE_POST]), wanted))


def _identify(request: HttpRequest, identity: Identity, at: datetime) -> None:
    actor = None
    if identity.unit_id is not None:
        actor = actors.remembered_actor(
            identity.account_id, identity.unit_id, grants_version=identity.grants_version, at=at
        )
    step = step_of(identity, has_post=actor is not None, at=at)
    request.entrance = Entrance(identity, step)  # type: ignore[attr-defined]  # see EntranceRequest
    if step is None:
        request.actor = actor  # type: ignore[attr-defined]  # see StaffRequest


def _prolong(key: str, identity: Identity, at: datetime) -> None:
    until = at + timedelta(minutes=settings.WEIBAO_IDLE_MINUTES)
    if until - identity.expires_at >= _PROLONG_EVERY:
        sessions.prolong(key, until)


def _to_login(request: HttpRequest) -> HttpResponse:
    """Answer somebody who is not, or no longer, logged in; what was typed is kept by the page itself."""
    if wants_json(request) or request.headers.get("HX-Request"):
        return refused(request, RefusedError(SESSION_EXPIRED))
    wanted = request.get_full_path()
    if request.method != "GET":
        referer = urlsplit(request.headers.get("Referer", ""))
        wanted = referer.path if referer.netloc == request.get_host() else ""
    return HttpResponseRedirect(with_next(reverse("access:login"), wanted))
