"""Tables of evaluation: each attempt to call a caller back, and what the caller said."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from weibao.foundation.kernel.fields import Privacy


class FollowUp(models.Model):
    """One attempt to call back: whether anybody was reached, the three answers, and the grade of satisfaction."""

    PRIVACY: ClassVar = {
        **dict.fromkeys(
            (
                "id",
                "ticket_id",
                "attempt",
                "round",
                "at",
                "way",
                "reached",
                "contacted",
                "solved",
                "rating",
                "by_id",
                "unit_id",
                "path",
            ),
            Privacy.INTERNAL,
        ),
    }

    id = models.BigIntegerField(primary_key=True)
    ticket_id = models.BigIntegerField()
    round = models.SmallIntegerField()
    attempt = models.SmallIntegerField()
    at = models.DateTimeField()
    way = models.CharField(max_length=20)
    reached = models.BooleanField()
    contacted = models.BooleanField(null=True)
    solved = models.BooleanField(null=True)
    rating = models.CharField(max_length=30, blank=True)
    by_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    path = models.CharField(max_length=60, db_collation="C")

    class Meta:
        db_table = "evaluation_follow_up"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ticket_id", "round", "attempt"], name="evaluation_follow_up_attempt_once"),
            # Whoever was reached has answered all three questions; whoever was not has answered none.
            models.CheckConstraint(
                name="evaluation_follow_up_answers_with_contact",
                condition=Q(reached=True, contacted__isnull=False, solved__isnull=False) & ~Q(rating="")
                | Q(reached=False, contacted__isnull=True, solved__isnull=True, rating=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.round}.{self.attempt}"
