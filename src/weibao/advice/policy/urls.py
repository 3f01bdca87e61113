"""Addresses of the rules and their basis."""

from django.urls import URLPattern, path

from weibao.advice.policy import views

app_name = "policy"
urlpatterns: list[URLPattern] = [
    path("", views.rules, name="rules"),
    path("categories", views.categories, name="categories"),
    path("print", views.sheet, name="print"),
    path("<slug:section>", views.rules, name="section"),
]
