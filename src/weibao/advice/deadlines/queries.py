"""Reads of clocks, as frozen rows."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from weibao.advice.deadlines.models import Clock
from weibao.advice.deadlines.rules.clocks import ClockRow, Outcome, Subject
from weibao.advice.policy.api import Basis, LimitUnit, Span
from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.scope import bounds

# The same rule as the row-level security behind it: the region, the unit that answers for it, and whom it is shared
# with. Written out as SQL because building it through the ORM took more time than all the rest of a ticket's page.
_VISIBLE_TO = """
    (clock.path >= %(low)s AND clock.path < %(high)s OR clock.unit_id = %(unit)s
     OR EXISTS (SELECT 1 FROM kernel_share s WHERE s.subject_id = clock.subject_id AND s.unit_id = %(unit)s))
"""
_COLUMNS = """
    clock.id, clock.subject_kind, clock.subject_id, clock.name, clock.unit_id, clock.path, clock.amount, clock.unit,
    clock.basis_document, clock.basis_article, clock.started_at, clock.due_at, clock.warn_at, clock.paused_at,
    clock.pause_reason, clock.stopped_at, clock.outcome, clock.extended, clock.extension_reason, clock.missing_years
"""
_OF_SUBJECT = f"""
    SELECT {_COLUMNS} FROM deadlines_clock clock
    WHERE clock.subject_id = %(id)s AND clock.subject_kind = %(kind)s AND {_VISIBLE_TO}
    ORDER BY clock.started_at, clock.id
"""  # noqa: S608 - constant text only
_RUNNING = f"""
    SELECT {_COLUMNS} FROM deadlines_clock clock
    WHERE clock.subject_id = ANY (%(ids)s) AND clock.subject_kind = %(kind)s AND clock.stopped_at IS NULL
      AND {_VISIBLE_TO}
    ORDER BY clock.due_at, clock.id
"""  # noqa: S608 - constant text only
_STAGES = f"""
    SELECT clock.id, clock.name, stage.stage, stage.planned_at, stage.recorded_at, stage.extension
    FROM deadlines_clock clock JOIN deadlines_stage stage ON stage.clock_id = clock.id
    WHERE clock.subject_id = %(id)s AND clock.subject_kind = %(kind)s AND {_VISIBLE_TO}
    ORDER BY stage.planned_at, stage.id
"""  # noqa: S608 - constant text only


@dataclass(frozen=True, slots=True)
class ReachedStage:
    """A stage that a clock has reached, for a timeline."""

    clock_id: int
    name: str
    stage: str
    planned_at: datetime
    recorded_at: datetime
    extension: int


def clocks_of(subject: Subject, *, by: Actor) -> tuple[ClockRow, ...]:
    """Return all clocks of a subject that ``by`` may see, stopped ones too, in the order in which they began."""
    return tuple(_read(_OF_SUBJECT, by, id=subject.id, kind=subject.kind))


def running_for(kind: str, ids: Collection[int], *, by: Actor) -> dict[int, tuple[ClockRow, ...]]:
    """Return the running clocks of many subjects of one kind in one query, by subject id, the earliest due first."""
    found: dict[int, tuple[ClockRow, ...]] = {}
    for clock in _read(_RUNNING, by, ids=list(ids), kind=kind):
        found[clock.subject.id] = (*found.get(clock.subject.id, ()), clock)
    return found


def stages_of(subject: Subject, *, by: Actor) -> tuple[ReachedStage, ...]:
    """Return the stages that the clocks of a subject have reached, in the order of their planned instants."""
    return tuple(ReachedStage(*values) for values in _rows(_STAGES, by, id=subject.id, kind=subject.kind))


def sweep_lag(at: datetime) -> timedelta:
    """Return by how much the oldest stage that the sweep has yet to find is late; zero when there is none.

    For readiness checks; only the system sees every clock, so it must be asked while acting as the system.
    """
    first = Clock.objects.filter(next_at__lt=at).order_by("next_at").values_list("next_at", flat=True).first()
    return at - first if first is not None else timedelta()


def facts_of(clock: Clock) -> ClockRow:
    """Return a stored clock as the frozen row that rules judge."""
    return _row(
        clock.id,
        clock.subject_kind,
        clock.subject_id,
        clock.name,
        clock.unit_id,
        clock.path,
        clock.amount,
        clock.unit,
        clock.basis_document,
        clock.basis_article,
        clock.started_at,
        clock.due_at,
        clock.warn_at,
        clock.paused_at,
        clock.pause_reason,
        clock.stopped_at,
        clock.outcome,
        clock.extended,
        clock.extension_reason,
        clock.missing_years,
    )


def _read(query: str, by: Actor, **wanted: Any) -> Iterator[ClockRow]:
    return (_row(*values) for values in _rows(query, by, **wanted))


def _rows(query: str, by: Actor, **wanted: Any) -> list[tuple[Any, ...]]:
    low, high = bounds(by.scope_path)
    with connection.cursor() as cursor:
        # No unit has the number zero, so whoever acts for none is given nothing by its unit.
        cursor.execute(query, {"low": low, "high": high, "unit": by.unit_id or 0, **wanted})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _row(
    clock_id: int,
    subject_kind: str,
    subject_id: int,
    name: str,
    unit_id: int | None,
    path: str,
    amount: int,
    unit: str,
    basis_document: str,
    basis_article: str,
    started_at: datetime,
    due_at: datetime,
    warn_at: datetime | None,
    paused_at: datetime | None,
    pause_reason: str,
    stopped_at: datetime | None,
    outcome: str | None,
    extended: int,
    extension_reason: str,
    missing_years: Iterable[int],
) -> ClockRow:
    """Return the columns, in the order of ``_COLUMNS``, as a frozen row."""
    return ClockRow(
        id=clock_id,
        subject=Subject(subject_kind, subject_id),
        name=name,
        unit_id=unit_id,
        path=path,
        limit=Span(amount, LimitUnit(unit)),
        basis=Basis(basis_document, basis_article),
        started_at=started_at,
        due_at=due_at,
        warn_at=warn_at,
        paused_at=paused_at,
        pause_reason=pause_reason,
        stopped_at=stopped_at,
        outcome=Outcome(outcome) if outcome is not None else None,
        extended=extended,
        extension_reason=extension_reason,
        missing_years=tuple(missing_years),
    )
