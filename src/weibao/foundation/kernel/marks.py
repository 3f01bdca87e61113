"""The marks that stand in every row of a long table: made by plain formatting, because a queue shows fifty of each.

``kernel/parts/marks.html`` hands them on beside the macros; as macros they cost a queue page more than all its other
parts together. Whatever comes from outside is escaped here.
"""

from datetime import datetime
from functools import lru_cache

from django.templatetags.static import static
from django.utils.translation import gettext
from markupsafe import Markup, escape

from . import clock, moments

SPRITE = "vendor/icons.svg"

_WHOLE = 'stroke-dasharray="100"'


@lru_cache(maxsize=512)
def icon(name: str, label: str = "") -> Markup:
    """Return the drawing ``name`` of the icon sprite; with ``label`` it speaks, without it is decoration."""
    voice = Markup('role="img" aria-label="%s"') % label if label else Markup('aria-hidden="true"')
    return Markup('<svg class="wb-icon" %s><use href="%s#%s"/></svg>') % (voice, static(SPRITE), name)


@lru_cache(maxsize=1024)
def status(label: str, tone: str = "neutral", hollow: bool = False) -> Markup:
    """Return the word of a status with its dot; ``tone`` is neutral, blue, orange, red, green or violet."""
    return Markup('<span class="wb-status is-%s%s">%s</span>') % (tone, " is-hollow" if hollow else "", label)


@lru_cache(maxsize=1024)
def urgency(grade: int, label: str) -> Markup:
    """Return the word of an urgency: filled red from grade 3, orange with an arrow at 2, quiet below."""
    if grade >= 3:
        return Markup('<span class="wb-urgency is-red is-filled">%s%s</span>') % (icon("alert-triangle"), label)
    if grade == 2:
        return Markup('<span class="wb-urgency is-orange">%s%s</span>') % (icon("arrow-narrow-up"), label)
    return Markup('<span class="wb-urgency wb-muted">%s</span>') % (label,)


def turn(unit: str, person: str = "", mine: str = "") -> Markup:
    """Return whose turn it is; ``mine`` is ``me``, ``unit`` or nothing."""
    whole = escape(f"{unit} · {person}" if person else unit)
    if mine:
        words = escape(gettext("轮到我") if mine == "me" else gettext("轮到本单位"))
        kind, drawing = "wb-turn is-mine", icon("user-check")
    else:
        words, kind, drawing = whole, "wb-turn", icon("building")
    text = f'<span class="{kind}" title="{whole}">{drawing}<span class="wb-cut">{words}</span></span>'
    return Markup(text)  # noqa: S704 - escaped above


def countdown(
    due_at: datetime,
    now: datetime,
    start_at: datetime | None = None,
    warn_at: datetime | None = None,
    state: str = "running",
    left: str = "",
    label: str = "",
    large: bool = False,
) -> Markup:
    """Return the ring that fills as time is used, with the remaining time and the due instant beside it.

    ``state`` is ``running``, ``paused`` or ``met``; ``left`` are words for the remaining working time; ``label`` names
    the clock and is shown when ``large``. js/countdown.js keeps a running one moving.
    """
    face = moments.countdown(due_at, now, start_at=start_at, warn_at=warn_at, state=state, left=left)
    data = ""
    if state == "running":
        data = f' data-due="{due_at.timestamp():.0f}"'
        data += f' data-start="{start_at.timestamp():.0f}"' if start_at else ""
        data += f' data-warn="{warn_at.timestamp():.0f}"' if warn_at else ""
        data += " data-left" if left else ""
    ring = "" if state == "paused" else f' {_WHOLE} stroke-dashoffset="{face.used - 100 if face.used else 0}"'
    machine = clock.local(due_at).isoformat(timespec="seconds")
    when = f"{machine[5:10]} {machine[11:16]}"
    if large:
        until = escape(gettext("%(moment)s 到期") % {"moment": when})
        text = f"<small>{escape(label)}</small><b>{escape(face.words)}</b>"
        text = f'<span class="wb-clock-words">{text}<time datetime="{machine}">{until}</time></span>'
    else:
        text = f'<b>{escape(face.words)}</b><time datetime="{machine}">{when}</time>'
    kind = f"wb-clock is-{face.tone}{' wb-clock--large' if large else ''}"
    circle = '<circle cx="18" cy="18" r="15"'
    svg = f'<svg viewBox="0 0 36 36" aria-hidden="true">{circle}/>{circle} pathLength="100"{ring}/></svg>'
    return Markup(f'<span class="{kind}"{data}>{svg}{text}</span>')  # noqa: S704 - escaped above
