"""Addresses of the desk."""

from django.urls import path

from weibao.doors.desk.views import assist, home, registration, shell

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
    path("register", registration.begin, name="register"),
    path("register/advice", assist.advise, name="advice"),
    path("register/number", assist.screen_pop, name="screen_pop"),
    path("register/<slug:key>", registration.register, name="register"),
    path("register/<slug:key>/draft", assist.draft, name="draft"),
    path("register/<slug:key>/drop", registration.drop, name="drop"),
    path("register/<slug:key>/slip", registration.slip, name="slip"),
    path("search", shell.search, name="search"),
    path("region-picker", shell.region_picker, name="region_picker"),
    path("language", shell.language, name="language"),
]
