"""Tables of the directory: units, the people in them, and the mark by which copies in memory notice a change.

No child's data stands here and every member of staff may read it, so these tables carry no row-level security.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from weibao.foundation.kernel.actor import Level
from weibao.foundation.kernel.fields import Privacy

from .kinds import UnitKind


class Unit(models.Model):
    """An organisation, or part of one, to which a ticket can be given.

    ``path`` is the path of its region, so that a range over it finds all units of a subtree. ``also_kinds`` names the
    offices it holds besides its own, as a civil affairs department holds the protection office (吉民发〔2022〕2号
    二（二）1). ``oversees`` is stored, not looked up by kind: a province may name another lead agency (LPM 9, 2024).
    """

    PRIVACY = {
        "id": Privacy.INTERNAL,
        "code": Privacy.INTERNAL,
        "name": Privacy.PUBLIC,
        "short_name": Privacy.PUBLIC,
        "kind": Privacy.PUBLIC,
        "also_kinds": Privacy.PUBLIC,
        "level": Privacy.PUBLIC,
        "region_code": Privacy.PUBLIC,
        "path": Privacy.PUBLIC,
        "parent": Privacy.PUBLIC,
        "oversees": Privacy.INTERNAL,
        "sort_key": Privacy.INTERNAL,
        "phone": Privacy.INTERNAL,
        "active_from": Privacy.INTERNAL,
        "active_until": Privacy.INTERNAL,
    }

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=100)
    short_name = models.CharField(max_length=60)
    kind = models.CharField(max_length=32)
    also_kinds = ArrayField(models.CharField(max_length=32), default=list)
    level = models.CharField(max_length=12)
    region_code = models.CharField(max_length=12)
    path = models.CharField(max_length=60, db_collation="C")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    oversees = models.BooleanField(default=False)
    sort_key = models.CharField(max_length=400, db_collation="C")
    phone = models.CharField(max_length=40, default="", blank=True)
    active_from = models.DateField()
    active_until = models.DateField(null=True)

    class Meta:
        db_table = "directory_unit"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[str(kind) for kind in UnitKind]), name="directory_unit_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(level__in=[str(level) for level in Level]), name="directory_unit_level_is_known"
            ),
            models.CheckConstraint(
                condition=Q(active_until=None) | Q(active_until__gt=F("active_from")),
                name="directory_unit_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(path__startswith="/") & Q(path__endswith="/"), name="directory_unit_path_is_closed"
            ),
        ]
        indexes = [
            models.Index("path", "sort_key", "id", name="directory_unit_by_path"),
        ]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """Somebody who holds a post in a unit; what they may do in Weibao stands in ``access``, not here."""

    PRIVACY = {
        "id": Privacy.INTERNAL,
        "name": Privacy.INTERNAL,
        "unit": Privacy.INTERNAL,
        "title": Privacy.INTERNAL,
        "phone_sealed": Privacy.PERSONAL,
        "sort_key": Privacy.INTERNAL,
        "active_from": Privacy.INTERNAL,
        "active_until": Privacy.INTERNAL,
    }

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=60, default="", blank=True)
    phone_sealed = models.BinaryField(null=True)
    sort_key = models.CharField(max_length=400, db_collation="C")
    active_from = models.DateField()
    active_until = models.DateField(null=True)

    class Meta:
        db_table = "directory_person"
        constraints = [
            models.CheckConstraint(
                condition=Q(active_until=None) | Q(active_until__gte=F("active_from")),
                name="directory_person_leaves_after_joining",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Revision(models.Model):
    """One row whose mark changes with every change of a unit; copies in memory compare it to know that they are old.

    The mark is random rather than counted, so that a change which is rolled back cannot be taken for a later one.
    """

    PRIVACY = {"id": Privacy.INTERNAL, "mark": Privacy.INTERNAL}

    id = models.SmallIntegerField(primary_key=True)
    mark = models.CharField(max_length=32)

    class Meta:
        db_table = "directory_revision"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="directory_revision_is_one_row")]

    def __str__(self) -> str:
        return self.mark
