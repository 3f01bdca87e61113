"""Web plumbing: one transaction per request bound to its actor, and one place where a refusal becomes an answer."""

from collections.abc import Callable
from typing import Any, cast

import orjson
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from psycopg.errors import DeadlockDetected, LockNotAvailable

from .actor import Actor
from .refusals import InvalidError, Refusal, RefusedError, noop
from .scope import acting_as

GetResponse = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponse]

# What a refusal's code means in HTTP; all other refusals are conflicts with the state of things.
STATUS = {
    "bad_request": 400,
    "session_expired": 401,
    "forged": 403,
    "no_permission": 403,
    "other_unit": 403,
    "not_found": 404,
    "too_large": 413,
    "invalid": 422,
    "not_json": 400,
    "rate_limited": 429,
    "fault": 500,
}

PROBLEM = "application/problem+json"

NOT_FOUND = Refusal("not_found", noop("没有找到，或者不在您的管辖范围内"))
NO_PERMISSION = Refusal("no_permission", noop("您没有这项权限"))
BUSY = Refusal("busy", noop("有人正在处理同一事项，请稍后再试"))

_SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self' {live};"
        " frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    ),
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self)",
}


class StaffRequest(HttpRequest):
    """A request of somebody who has logged in; ``actor`` is set by the access middleware."""

    actor: Actor


def public(view: View) -> View:
    """Mark a view as open to people who have not logged in."""
    view.is_public = True  # type: ignore[attr-defined]  # a mark on the function, read by the middleware
    return view


def wants_json(request: HttpRequest) -> bool:
    """Return whether the other side is a program rather than a page."""
    return request.path.startswith("/api/") or request.headers.get("Accept", "").startswith("application/json")


def words(refusal: Refusal) -> str:
    """Return the refusal's sentence in the reader's language; labels among its values are translated as well."""
    said = {
        name: gettext(value) if isinstance(value, str) and value else value for name, value in refusal.params.items()
    }
    return gettext(refusal.text) % said if said else gettext(refusal.text)


def problem(error: RefusedError) -> HttpResponse:
    """Return a refusal as ``application/problem+json`` (RFC 9457); wrong fields are named under ``errors``."""
    refusal = error.refusal
    status = STATUS.get(refusal.code, 409)
    body: dict[str, object] = {
        "type": "about:blank",
        "status": status,
        "code": refusal.code,
        "title": words(refusal),
        "detail": words(refusal),
    }
    if isinstance(error, InvalidError):
        body["errors"] = {
            name: {"code": fault.code, "detail": words(fault)} for name, fault in sorted(error.faults.items())
        }
        body["detail"] = "；".join(words(fault) for _, fault in sorted(error.faults.items()))
    return HttpResponse(orjson.dumps(body, default=str), status=status, content_type=PROBLEM)


def refused(request: HttpRequest, error: RefusedError) -> HttpResponse:
    """Return the answer to a refused request: a problem document for programs, a sentence on a page for people."""
    if wants_json(request) or request.headers.get("HX-Request"):
        return problem(error)
    status = STATUS.get(error.refusal.code, 409)
    facts = {"status": status, "sentence": words(error.refusal), "code": error.refusal.code}
    if isinstance(error, InvalidError):
        facts["details"] = [words(fault) for fault in error.faults.values()]
    return render(request, "kernel/error.html", facts, status=status)


class ActingMiddleware:
    """Runs each view of a known actor in one transaction bound to that actor; rolls back on any exception."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; the work is done in ``process_view``."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Call the view inside the actor's transaction and turn a refusal into its answer."""
        actor = cast("Actor | None", getattr(request, "actor", None))
        try:
            if actor is None:
                return view(request, *args, **kwargs)
            with acting_as(actor):
                return view(request, *args, **kwargs)
        except RefusedError as error:
            return refused(request, error)
        except Http404:
            return refused(request, RefusedError(NOT_FOUND))
        except PermissionDenied:
            return refused(request, RefusedError(NO_PERMISSION))
        except OperationalError as error:
            if not isinstance(error.__cause__, LockNotAvailable | DeadlockDetected):
                raise
            return refused(request, RefusedError(BUSY))


class HeadersMiddleware:
    """Sets the security headers of every answer and keeps pages about people out of caches."""

    def __init__(self, get_response: GetResponse) -> None:
        from django.conf import settings

        self.get_response = get_response
        live = settings.WEIBAO_LIVE_URL
        self.headers = {name: value.format(live=live) for name, value in _SECURITY_HEADERS.items()}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request with the headers added."""
        response = self.get_response(request)
        for name, value in self.headers.items():
            response.headers.setdefault(name, value)
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response
