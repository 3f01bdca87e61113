"""Addresses of the administrative divisions."""

from django.urls import URLPattern, path

from weibao.people.regions import views

app_name = "regions"
urlpatterns: list[URLPattern] = [
    path("", views.index, name="index"),
    path("changes", views.changed, name="changes"),
    path("<str:code>", views.division, name="division"),
]
