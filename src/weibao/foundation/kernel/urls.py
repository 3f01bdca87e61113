"""Addresses of the kernel: the gallery of components, in demo and tests only."""

from django.conf import settings
from django.urls import URLPattern, path

from weibao.foundation.kernel.gallery import gallery

app_name = "kernel"
urlpatterns: list[URLPattern] = (
    [path("gallery", gallery, name="gallery")] if settings.WEIBAO_DEMO or settings.WEIBAO_TESTING else []
)
