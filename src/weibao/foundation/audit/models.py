"""Tables of the permanent record; the database itself refuses to change or delete entries, leaves and seals."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q

from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.fields import Privacy
from weibao.foundation.kernel.models import Share
from weibao.foundation.kernel.scope import bounds

VISIBLE = (
    "((path >= %(low)s AND path < %(high)s) OR EXISTS (SELECT 1 FROM kernel_share s"
    " WHERE s.subject_id = audit_subject_number(audit_entry.subject) AND s.unit_id = %(unit_id)s))"
)
"""``visible_to`` as text, for reads on hot pages, where building the query costs four times what running it does."""


class EntryQuerySet(models.QuerySet["Entry"]):
    """Narrows entries to what one may read."""

    def visible_to(self, by: Actor) -> Self:
        """Keep what lies in the actor's region, and what belongs to a subject that was shared with the actor's unit."""
        low, high = bounds(by.scope_path)
        number = Func(OuterRef("subject"), function="audit_subject_number", output_field=models.BigIntegerField())
        visible = Q(path__gte=low, path__lt=high)
        if by.unit_id is not None:
            visible |= Q(Exists(Share.objects.filter(unit_id=by.unit_id, subject_id=number)))
        return self.filter(visible)


class Entry(models.Model):
    """One line of the record: who did what, when, for which unit, and the hash that ties it to the line before.

    It stands on its own: no foreign keys, names as they were at the time, and it outlives what it tells about.
    """

    PRIVACY: ClassVar = {
        "pk": Privacy.INTERNAL,
        "subject": Privacy.INTERNAL,
        "seq": Privacy.INTERNAL,
        "at": Privacy.INTERNAL,
        "deed": Privacy.INTERNAL,
        "by_id": Privacy.INTERNAL,
        "by_name": Privacy.INTERNAL,
        "unit_id": Privacy.INTERNAL,
        "unit_name": Privacy.INTERNAL,
        "summary": Privacy.INTERNAL,
        "facts": Privacy.INTERNAL,
        "path": Privacy.INTERNAL,
        "algorithm": Privacy.INTERNAL,
        "key_version": Privacy.INTERNAL,
        "previous_hash": Privacy.INTERNAL,
        "hash": Privacy.INTERNAL,
    }

    pk = models.CompositePrimaryKey("subject", "seq")
    subject = models.CharField(max_length=141, db_collation="C")
    seq = models.IntegerField()
    at = models.DateTimeField()
    deed = models.CharField(max_length=101, db_collation="C")
    by_id = models.BigIntegerField()
    by_name = models.CharField(max_length=200)
    unit_id = models.BigIntegerField(null=True)
    unit_name = models.CharField(max_length=200)
    summary = models.CharField(max_length=4000)
    facts = models.JSONField(default=dict)
    path = models.CharField(max_length=120, db_collation="C")
    algorithm = models.CharField(max_length=10)
    key_version = models.SmallIntegerField()
    previous_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    objects = EntryQuerySet.as_manager()

    class Meta:
        db_table = "audit_entry"
        constraints = [
            models.CheckConstraint(condition=Q(seq__gte=1), name="audit_entry_counts_from_one"),
            models.CheckConstraint(condition=Q(algorithm__in=["sm3", "sha256"]), name="audit_entry_algorithm_known"),
        ]
        indexes = [
            models.Index(F("at"), F("subject"), F("seq"), name="audit_entry_by_time"),
            models.Index(F("by_id"), F("at"), name="audit_entry_by_actor"),
            models.Index(F("deed"), F("at"), name="audit_entry_by_deed"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.seq} {self.deed}"


class Head(models.Model):
    """The end of one subject's chain: serialises its writers and betrays a tail that was cut off."""

    PRIVACY: ClassVar = {
        "subject": Privacy.INTERNAL,
        "seq": Privacy.INTERNAL,
        "hash": Privacy.INTERNAL,
        "proof": Privacy.INTERNAL,
        "is_sealed": Privacy.INTERNAL,
    }

    subject = models.CharField(max_length=141, primary_key=True, db_collation="C")
    seq = models.IntegerField()
    hash = models.BinaryField(max_length=32)
    proof = models.BinaryField(max_length=32)
    # A flag rather than the sealed number: it changes once a day, so that all other updates leave the indexes alone.
    is_sealed = models.BooleanField(default=False)

    class Meta:
        db_table = "audit_head"
        indexes = [models.Index(F("subject"), condition=Q(is_sealed=False), name="audit_head_unsealed")]

    def __str__(self) -> str:
        return f"{self.subject} {self.seq}"


class Seal(models.Model):
    """One daily seal: a root over the chain heads that changed since the seal before, which it also names."""

    PRIVACY: ClassVar = {
        "position": Privacy.INTERNAL,
        "day": Privacy.INTERNAL,
        "sealed_at": Privacy.INTERNAL,
        "subjects": Privacy.INTERNAL,
        "entries": Privacy.INTERNAL,
        "merkle_root": Privacy.INTERNAL,
        "algorithm": Privacy.INTERNAL,
        "key_version": Privacy.INTERNAL,
        "previous_hash": Privacy.INTERNAL,
        "hash": Privacy.INTERNAL,
    }

    position = models.IntegerField(primary_key=True)
    day = models.DateField(unique=True)
    sealed_at = models.DateTimeField()
    subjects = models.IntegerField()
    entries = models.BigIntegerField()
    merkle_root = models.BinaryField(max_length=32)
    algorithm = models.CharField(max_length=10)
    key_version = models.SmallIntegerField()
    previous_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        db_table = "audit_seal"

    def __str__(self) -> str:
        return f"{self.position} {self.day}"


class SealLeaf(models.Model):
    """The head of one chain as a seal found it; kept only for chains that had grown since the seal before."""

    PRIVACY: ClassVar = {
        "pk": Privacy.INTERNAL,
        "position": Privacy.INTERNAL,
        "subject": Privacy.INTERNAL,
        "seq": Privacy.INTERNAL,
        "hash": Privacy.INTERNAL,
    }

    pk = models.CompositePrimaryKey("position", "subject")
    position = models.IntegerField()
    subject = models.CharField(max_length=141, db_collation="C")
    seq = models.IntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        db_table = "audit_seal_leaf"
        constraints = [models.UniqueConstraint(F("subject"), F("seq"), name="audit_seal_leaf_once")]

    def __str__(self) -> str:
        return f"{self.position} {self.subject} {self.seq}"
