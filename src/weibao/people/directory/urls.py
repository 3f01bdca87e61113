"""Addresses of the pages of the directory."""

from django.urls import URLPattern, path

from weibao.people.directory import views

app_name = "directory"
urlpatterns: list[URLPattern] = [
    path("", views.index, name="index"),
    path("units/<int:unit_id>", views.unit, name="unit"),
    path("units/<int:unit_id>/change", views.change, name="change_unit"),
    path("units/<int:unit_id>/people/new", views.add_person, name="add_person"),
    path("people/<int:person_id>/end", views.end_person, name="end_person"),
    path("people/<int:person_id>/phone", views.phone, name="phone"),
]
