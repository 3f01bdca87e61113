"""Who may call the JSON endpoints: a bearer token for systems, a session for people."""

from django.http import HttpRequest, HttpResponse
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.refusals import RefusedError

from .rules import FORGED, SESSION_EXPIRED, STEP_LEFT
from .web import actor_of


class BearerOrSession(AuthBase):
    """Lets a call through when the middleware has found an actor; a session also needs the anti-forgery token."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_name = "BearerOrSession"

    def __call__(self, request: HttpRequest) -> Actor:
        """Return who acts; refused with ``session_expired``, ``step_left`` or ``no_permission``."""
        actor = actor_of(request)
        if actor is None:
            raise RefusedError(STEP_LEFT if hasattr(request, "entrance") else SESSION_EXPIRED)
        if not getattr(request, "is_token", False) and _is_forged(request):
            raise RefusedError(FORGED)
        return actor


def _is_forged(request: HttpRequest) -> bool:
    answer: HttpResponse | None = check_csrf(request)
    return answer is not None
