"""Plugs the directory into Django."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Units and the people in them."""

    name = "weibao.people.directory"
    label = "directory"
    verbose_name = "机构通讯录"
