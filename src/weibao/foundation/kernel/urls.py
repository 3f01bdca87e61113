"""Addresses that belong to no module: the gallery of parts, and what browsers and crawlers ask for unbidden."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from . import gallery
from .web import public


@public
@require_safe
def robots(_: HttpRequest) -> HttpResponse:
    """Tell crawlers that nothing here is for them."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")


@public
@require_safe
def favicon(_: HttpRequest) -> HttpResponse:
    """Send browsers that know only the old address to the emblem."""
    return HttpResponseRedirect(static("weibao/emblem.svg"))


urlpatterns: list[URLPattern] = [*gallery.urlpatterns, path("robots.txt", robots), path("favicon.ico", favicon)]
