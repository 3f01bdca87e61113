"""Tables of the kernel: the outbox of events and the answers kept for repeated requests."""

from django.db import models

from .fields import Privacy


class OutboxEvent(models.Model):
    """One event waiting for, or already passed to, whoever listens outside the transaction.

    Ids are given out before commit, so they do not follow commit order; the relay stamps ``position`` afterwards,
    and every reader that keeps a cursor reads by ``position``.
    """

    PRIVACY = {
        "id": Privacy.INTERNAL,
        "position": Privacy.INTERNAL,
        "topic": Privacy.INTERNAL,
        "kind": Privacy.INTERNAL,
        "at": Privacy.INTERNAL,
        "path": Privacy.INTERNAL,
        "unit_id": Privacy.INTERNAL,
        "body": Privacy.INTERNAL,
    }

    id = models.BigAutoField(primary_key=True)
    position = models.BigIntegerField(null=True)
    topic = models.CharField(max_length=60)
    kind = models.CharField(max_length=60)
    at = models.DateTimeField()
    path = models.CharField(max_length=60, db_collation="C")
    unit_id = models.BigIntegerField(null=True)
    body = models.JSONField()

    class Meta:
        db_table = "kernel_outbox"
        constraints = [models.UniqueConstraint(fields=["position"], name="kernel_outbox_position")]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(position=None), name="kernel_outbox_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Share(models.Model):
    """One unit that may see one subject although the subject lies outside its region."""

    PRIVACY = {"id": Privacy.INTERNAL, "subject_id": Privacy.INTERNAL, "unit_id": Privacy.INTERNAL}

    id = models.BigAutoField(primary_key=True)
    subject_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()

    class Meta:
        db_table = "kernel_share"
        constraints = [models.UniqueConstraint(fields=["subject_id", "unit_id"], name="kernel_share_once")]
        indexes = [models.Index(fields=["unit_id", "subject_id"], name="kernel_share_by_unit")]

    def __str__(self) -> str:
        return f"{self.subject_id} → {self.unit_id}"


class KeptAnswer(models.Model):
    """The first answer given to a request that carried an idempotency key."""

    PRIVACY = {
        "id": Privacy.INTERNAL,
        "actor_id": Privacy.INTERNAL,
        "key": Privacy.INTERNAL,
        "digest": Privacy.INTERNAL,
        "status": Privacy.INTERNAL,
        "body": Privacy.CHILD_SENSITIVE,
        "at": Privacy.INTERNAL,
    }

    id = models.BigAutoField(primary_key=True)
    actor_id = models.BigIntegerField()
    key = models.CharField(max_length=120)
    digest = models.BinaryField(max_length=32)
    status = models.SmallIntegerField()
    body = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        db_table = "kernel_kept_answer"
        constraints = [models.UniqueConstraint(fields=["actor_id", "key"], name="kernel_kept_answer_once")]

    def __str__(self) -> str:
        return f"{self.actor_id} {self.at}"
