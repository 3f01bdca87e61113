"""Addresses of the pages of access."""

from django.urls import URLPattern, path

from .views import accounts, entrance

app_name = "access"
urlpatterns: list[URLPattern] = [
    path("login", entrance.login, name="login"),
    path("login/code", entrance.code, name="code"),
    path("logout", entrance.logout, name="logout"),
    path("me/posts", entrance.posts, name="posts"),
    path("me/password", entrance.password, name="password"),
    path("me/second-factor", entrance.second_factor, name="second_factor"),
    path("accounts/", accounts.listed, name="accounts"),
    path("accounts/new", accounts.new, name="new_account"),
    path("accounts/<int:account_id>", accounts.shown, name="account"),
    path("accounts/<int:account_id>/suspend", accounts.suspend, name="suspend_account"),
    path("accounts/<int:account_id>/restore", accounts.restore, name="restore_account"),
    path("accounts/<int:account_id>/reset", accounts.reset, name="reset_password"),
    path("accounts/<int:account_id>/grants/new", accounts.give, name="give_grant"),
    path("accounts/<int:account_id>/grants/<int:grant_id>/withdraw", accounts.withdraw, name="withdraw_grant"),
]
