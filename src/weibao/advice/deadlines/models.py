"""Tables of clocks: the running time limits and the stages they have reached."""

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from weibao.foundation.kernel.fields import Privacy


class ClockQuerySet(models.QuerySet["Clock"]):
    """Narrows clocks; the database's own row-level security stands behind it."""

    def running(self) -> Self:
        """Keep the clocks that have not been stopped; paused ones are among them."""
        return self.filter(stopped_at=None)


class Clock(models.Model):
    """A time limit that runs, or ran, on a subject.

    ``stages`` and ``stages_at`` are the plan in the order of time; ``next_at`` is the first of these instants not yet
    dealt with and is empty while nothing can happen: when paused, when stopped, and after the last stage.
    """

    PRIVACY: ClassVar = {
        "id": Privacy.INTERNAL,
        "subject_kind": Privacy.INTERNAL,
        "subject_id": Privacy.INTERNAL,
        "name": Privacy.INTERNAL,
        "unit_id": Privacy.INTERNAL,
        "path": Privacy.INTERNAL,
        "amount": Privacy.INTERNAL,
        "unit": Privacy.INTERNAL,
        "warn_before": Privacy.INTERNAL,
        "ladder": Privacy.INTERNAL,
        "basis_document": Privacy.PUBLIC,
        "basis_article": Privacy.PUBLIC,
        "started_at": Privacy.INTERNAL,
        "started_by": Privacy.INTERNAL,
        "due_at": Privacy.INTERNAL,
        "warn_at": Privacy.INTERNAL,
        "stages": Privacy.INTERNAL,
        "stages_at": Privacy.INTERNAL,
        "next_at": Privacy.INTERNAL,
        "missing_years": Privacy.INTERNAL,
        "paused_at": Privacy.INTERNAL,
        # People may name a child in a reason, whatever the form tells them.
        "pause_reason": Privacy.CHILD_SENSITIVE,
        "extended": Privacy.INTERNAL,
        "extension_reason": Privacy.CHILD_SENSITIVE,
        "stopped_at": Privacy.INTERNAL,
        "stopped_by": Privacy.INTERNAL,
        "outcome": Privacy.INTERNAL,
    }

    id = models.BigIntegerField(primary_key=True)
    subject_kind = models.CharField(max_length=32)
    subject_id = models.BigIntegerField()
    name = models.CharField(max_length=40)
    unit_id = models.BigIntegerField(null=True)
    path = models.CharField(max_length=60, db_collation="C")
    amount = models.IntegerField()
    unit = models.CharField(max_length=16)
    warn_before = models.CharField(max_length=32, default="")
    ladder = models.JSONField(default=list)
    basis_document = models.CharField(max_length=200)
    basis_article = models.CharField(max_length=100, default="")
    started_at = models.DateTimeField()
    started_by = models.BigIntegerField()
    due_at = models.DateTimeField()
    warn_at = models.DateTimeField(null=True)
    stages = ArrayField(models.CharField(max_length=40))
    stages_at = ArrayField(models.DateTimeField())
    next_at = models.DateTimeField(null=True)
    missing_years = ArrayField(models.SmallIntegerField(), default=list)
    paused_at = models.DateTimeField(null=True)
    pause_reason = models.CharField(max_length=500, default="")
    extended = models.SmallIntegerField(default=0)
    extension_reason = models.CharField(max_length=500, default="")
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.BigIntegerField(null=True)
    outcome = models.CharField(max_length=16, null=True)  # noqa: DJ001 - none until the clock stops, as stopped_at

    objects = ClockQuerySet.as_manager()

    class Meta:
        db_table = "deadlines_clock"
        constraints = [
            models.UniqueConstraint(
                fields=["subject_id", "subject_kind", "name", "unit_id"],
                nulls_distinct=False,
                condition=Q(stopped_at=None),
                name="deadlines_clock_runs_once",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="deadlines_clock_amount"),
            models.CheckConstraint(
                condition=Q(unit__in=["minutes", "hours", "working_hours", "natural_days", "working_days"]),
                name="deadlines_clock_unit",
            ),
            models.CheckConstraint(
                condition=Q(stopped_at=None, outcome=None)
                | Q(stopped_at__isnull=False, outcome__in=["met", "late", "cancelled"]),
                name="deadlines_clock_outcome",
            ),
            models.CheckConstraint(
                condition=Q(next_at=None) | Q(paused_at=None, stopped_at=None), name="deadlines_clock_stands_still"
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="deadlines_clock_next"),
            models.Index(fields=["subject_id", "subject_kind"], name="deadlines_clock_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind}:{self.subject_id} {self.name}"


class Stage(models.Model):
    """A stage that a clock has reached; the constraint makes each of them happen once for each extension."""

    PRIVACY: ClassVar = {
        "id": Privacy.INTERNAL,
        "clock": Privacy.INTERNAL,
        "extension": Privacy.INTERNAL,
        "stage": Privacy.INTERNAL,
        "planned_at": Privacy.INTERNAL,
        "recorded_at": Privacy.INTERNAL,
    }

    id = models.BigAutoField(primary_key=True)
    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="+", db_index=False)
    # How often the limit had been extended: an extended limit warns anew before its new end.
    extension = models.SmallIntegerField()
    stage = models.CharField(max_length=40)
    planned_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "deadlines_stage"
        constraints = [
            models.UniqueConstraint(fields=["clock", "extension", "stage"], name="deadlines_stage_once"),
        ]

    def __str__(self) -> str:
        return f"{self.clock_id} {self.stage}"
