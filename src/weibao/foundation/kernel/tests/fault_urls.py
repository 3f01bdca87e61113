"""The installation's addresses with some that go wrong, and the handlers that answer then."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from weibao.foundation.kernel.web import public

handler400 = "weibao.foundation.kernel.faults.bad_request"
handler403 = "weibao.foundation.kernel.faults.forbidden"
handler404 = "weibao.foundation.kernel.faults.not_found"
handler500 = "weibao.foundation.kernel.faults.failed"


@public
def broken(_: HttpRequest) -> HttpResponse:
    raise RuntimeError("孩子的姓名")


@public
def odd(_: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("odd")


@public
def denied(_: HttpRequest) -> HttpResponse:
    raise PermissionDenied


@public
def form(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.POST.get("text", ""))


urlpatterns = [
    path("broken", broken),
    path("api/v1/broken", broken),
    path("odd", odd),
    path("denied", denied),
    path("form", form),
    path("", include("weibao.foundation.kernel.urls")),
    path("", include("weibao.config.urls")),
]
