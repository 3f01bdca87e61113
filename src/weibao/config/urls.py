"""All addresses: each module brings its own pages; the interface for programs stands under /api/v1/."""

from django.urls import URLPattern, URLResolver, include, path

from weibao.config.api import api
from weibao.config.health import healthz, readyz

_PAGES = [
    ("", "weibao.doors.desk.urls"),
    ("", "weibao.people.access.urls"),
    ("", "weibao.oversight.evaluation.urls"),
    ("tickets/", "weibao.work.tickets.urls"),
    ("directory/", "weibao.people.directory.urls"),
    ("regions/", "weibao.people.regions.urls"),
    ("rules/", "weibao.advice.policy.urls"),
    ("audit/", "weibao.foundation.audit.urls"),
    ("", "weibao.foundation.kernel.urls"),
]

handler400 = "weibao.foundation.kernel.faults.bad_request"
handler403 = "weibao.foundation.kernel.faults.forbidden"
handler404 = "weibao.foundation.kernel.faults.not_found"
handler500 = "weibao.foundation.kernel.faults.failed"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz),
    path("readyz", readyz),
    path("api/v1/", api.urls),
    *(path(prefix, include(module)) for prefix, module in _PAGES),
]
