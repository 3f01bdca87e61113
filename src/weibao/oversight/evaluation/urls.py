"""Addresses of the pages of evaluation."""

from django.urls import URLPattern, path

from weibao.oversight.evaluation import views

app_name = "evaluation"
urlpatterns: list[URLPattern] = [path("follow-ups", views.due, name="due")]
