"""Addresses of the audit view."""

from django.urls import URLPattern, path

from weibao.foundation.audit import views

app_name = "audit"
urlpatterns: list[URLPattern] = [
    path("", views.entries, name="entries"),
    path("seals", views.seals, name="seals"),
    path("entries/<int:seq>/<path:subject>", views.entry, name="entry"),
    path("chains/<path:subject>", views.chain, name="chain"),
]
