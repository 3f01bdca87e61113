"""The journeys of product.md that this release plays; each is a module with ``perform``, loaded when it is played."""

import importlib
from collections.abc import Mapping
from datetime import datetime

from weibao.foundation.kernel.refusals import Refusal, RefusedError, noop
from weibao.simulation.timeline import Timeline

TITLES: Mapping[str, str] = {
    "J1": noop("政策咨询，当场答复"),
    "J3": noop("疑难事项，省里转办，市县办理"),
    "J5": noop("管辖：跨县归市，跨市、跨省归省"),
}

UNKNOWN_JOURNEY = Refusal("unknown_journey", noop("没有名为 %(name)s 的旅程；现有 %(known)s"))


def named(name: str) -> str:
    """Return the name of a journey as it is written here. Refused with ``unknown_journey``."""
    wanted = name.strip().upper()
    if wanted not in TITLES:
        raise RefusedError(UNKNOWN_JOURNEY.with_values(name=name[:20], known="、".join(TITLES)))
    return wanted


def play(name: str, start: datetime) -> Timeline:
    """Play a journey on the present database, beginning at ``start``, and return what happened.

    The database should be one that nobody needs. Refused with ``unknown_journey``; raises BrokenClaimError when the
    story does not go as it should.
    """
    known = named(name)
    timeline = Timeline(known, TITLES[known])
    importlib.import_module(f"{__name__}.{known.lower()}").perform(timeline, start)
    return timeline
