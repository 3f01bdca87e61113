"""Builds for page tests: clients whose requests are made by a given person, without the log-in of a module above."""

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.test import Client

from .actor import Actor

_GIVEN = "weibao.actor"
_LOG_IN = "weibao.people.access.middleware.ActorMiddleware"


class GivenActorMiddleware:
    """Stands in the place of the log-in: the actor is the one that the client was made for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Take the actor out of the request's environment."""
        actor = cast("Actor | None", request.META.get(_GIVEN))
        if actor is not None:
            request.actor = actor  # type: ignore[attr-defined]  # see StaffRequest
        return self.get_response(request)


def without_log_in(middleware: list[str]) -> list[str]:
    """Return the installation's middleware with ``GivenActorMiddleware`` in the place of the log-in."""
    stand_in = f"{GivenActorMiddleware.__module__}.{GivenActorMiddleware.__qualname__}"
    return [stand_in if name == _LOG_IN else name for name in middleware]


def client(by: Actor | None = None, *, raises: bool = True, checks_forms: bool = False) -> Client:
    """Return a client whose requests ``by`` makes; the test's settings must be those of ``without_log_in``.

    ``raises`` lets a bug in a view rise into the test; ``checks_forms`` refuses forms without the token of their page.
    """
    return Client(
        raise_request_exception=raises,
        enforce_csrf_checks=checks_forms,
        headers={"accept-language": "zh-hans"},
        **{_GIVEN: by},  # type: ignore[arg-type]  # the environment of a request may hold anything
    )
