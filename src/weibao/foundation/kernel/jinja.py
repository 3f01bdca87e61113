"""The Jinja2 environment of all pages: translation, addresses, icons, times and the menu."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from . import clock, marks, menu, moments, script_words


def url(name: str, *args: object, **kwargs: object) -> str:
    """Return the address of the view ``name``; arguments go where its pattern wants them."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def _script_words() -> Markup:
    # In an attribute with double quotes: Markup's own escaping keeps the JSON whole.
    return escape(script_words.in_language(get_language() or settings.LANGUAGE_CODE))


def environment(**options: Any) -> Environment:
    """Return the environment that Django's Jinja2 engine renders with.

    Names that a template does not get are errors, not blanks: a misspelt field must not look like an empty one.
    """
    options["undefined"] = StrictUndefined
    options["autoescape"] = True
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    env = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], **options)  # noqa: S701 - set just above
    env.install_gettext_callables(  # type: ignore[attr-defined]  # put there by the i18n extension
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    env.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": True}
    env.filters.update(
        moment=moments.moment,
        instant=moments.instant,
        iso=moments.iso,
        day=moments.day,
        number=moments.number,
        span=moments.span,
        icon=marks.icon,
    )
    env.globals.update(
        url=url,
        static=lru_cache(maxsize=256)(static),
        icon=marks.icon,
        marks=marks,
        now=clock.now,
        menu_for=menu.for_actor,
        personal_menu=menu.personal,
        shell_address=menu.address,
        language=get_language,
        script_words=_script_words,
        live_url=settings.WEIBAO_LIVE_URL,
        demo=settings.WEIBAO_DEMO,
    )
    return env
