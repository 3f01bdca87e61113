"""Addresses for the tests of access: those of the installation, and a page of the staff to be kept out of."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from ninja import NinjaAPI

from weibao.foundation.kernel.endpoints import JsonRenderer, use_problems
from weibao.foundation.kernel.web import public
from weibao.people.access.endpoints import router

api = NinjaAPI(renderer=JsonRenderer(), urls_namespace="access-tests")
use_problems(api)
api.add_router("", router)


def work(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{request.actor.name} {request.actor.unit_name}")  # type: ignore[attr-defined]


@public
def street(_: HttpRequest) -> HttpResponse:
    return HttpResponse("open to all")


urlpatterns = [
    path("work", work),
    path("street", street),
    path("api/v1/", api.urls),
    path("", include("weibao.config.urls")),  # the shell of every page names pages of all modules
]
