"""Builds clocks for tests."""

from weibao.advice.deadlines.rules.clocks import NewClock, Rung, Subject
from weibao.advice.policy.api import Basis, Span

CHANGCHUN = "/22/2201/"


def new_clock(
    number: int = 1,
    *,
    kind: str = "ticket",
    name: str = "handle",
    limit: str = "5 working_days",
    warn_before: str | None = "1 working_days",
    ladder: tuple[Rung, ...] = (),
    unit_id: int | None = 7,
    path: str = CHANGCHUN,
) -> NewClock:
    """Return a clock for ticket ``number``: five working days with a warning one working day before."""
    return NewClock(
        subject=Subject(kind, number),
        name=name,
        limit=Span.parse(limit),
        basis=Basis("吉民发〔2022〕2号", "二（三）"),
        path=path,
        unit_id=unit_id,
        warn_before=Span.parse(warn_before) if warn_before else None,
        ladder=ladder,
    )
