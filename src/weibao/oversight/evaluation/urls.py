"""Addresses of evaluation."""

from django.urls import path

from weibao.oversight.evaluation import views

app_name = "evaluation"
urlpatterns = [
    path("follow-ups", views.due, name="due"),
    path("follow-ups/<slug:number>", views.follow_up, name="follow_up"),
]
