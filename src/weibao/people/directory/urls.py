"""Addresses of the directory's pages."""

from django.urls import URLPattern

app_name = "directory"
urlpatterns: list[URLPattern] = []
