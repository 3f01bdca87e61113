"""Tables of tickets: the request and its loop, each unit's part in it, the replies, and the words to find it by."""

from typing import Self

from django.db import models
from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.fields import Privacy
from weibao.foundation.kernel.scope import bounds, reader_unit

_INTERNAL = Privacy.INTERNAL


# As text: with expressions, building the condition cost two thirds of the processor time of reading one ticket.
_IN_REGION = "tickets_ticket.path >= %s AND tickets_ticket.path < %s"
_SHARED = "EXISTS (SELECT 1 FROM kernel_share s WHERE s.subject_id = tickets_ticket.id AND s.unit_id = %s)"


def _sql(condition: str, *values: object) -> RawSQL:
    """Return a condition as text: building it from expressions costs a list more than reading the rows."""
    return RawSQL(condition, values, BooleanField())  # noqa: S611 - fixed text, values as parameters


class TicketQuerySet(models.QuerySet["Ticket"]):
    """Narrows tickets; row-level security in the database stands behind it as the second lock."""

    def visible_to(self, by: Actor) -> Self:
        """Keep what lies in the actor's region and what was given to the actor's unit."""
        low, high = bounds(by.scope_path)
        if not by.scope_path:
            return self.filter(_sql(_SHARED, reader_unit(by)))
        if by.is_system:
            return self.filter(path__gte=low, path__lt=high)
        return self.filter(_sql(f"({_IN_REGION} OR {_SHARED})", low, high, reader_unit(by)))

    def open(self) -> Self:
        """Keep what has not ended."""
        return self.filter(ended_at=None)


class Ticket(models.Model):
    """A request and where it stands: whose turn it is and by when, until it has ended.

    ``path`` is the region that the matter concerns and decides who sees it; ``version`` grows with every verb, so
    that two people who act on the same page are told.
    """

    PRIVACY = {
        **dict.fromkeys(
            (
                "id",
                "number",
                "contact_id",
                "channel",
                "request_type",
                "category",
                "urgency",
                "region_code",
                "path",
                "city_code",
                "county_code",
                "owner_level",
                "state",
                "intake_unit_id",
                "owner_unit_id",
                "turn_unit_id",
                "turn_person_id",
                "assignment_id",
                "due_at",
                "opened_at",
                "ended_at",
                "replied_at",
                "followed_up_at",
                "redo_count",
                "version",
                "profile",
                "simulated",
            ),
            _INTERNAL,
        ),
        "look_up_code": Privacy.PERSONAL,
        "summary": Privacy.CHILD_SENSITIVE,
    }

    id = models.BigIntegerField(primary_key=True)
    number = models.CharField(max_length=20)
    look_up_code = models.BinaryField()
    contact_id = models.BigIntegerField()
    channel = models.CharField(max_length=20)
    request_type = models.CharField(max_length=20)
    category = models.CharField(max_length=60)
    urgency = models.CharField(max_length=20)
    summary = models.CharField(max_length=80)
    region_code = models.CharField(max_length=12, blank=True)
    path = models.CharField(max_length=60, db_collation="C")
    city_code = models.CharField(max_length=6, blank=True)
    county_code = models.CharField(max_length=6, blank=True)
    owner_level = models.CharField(max_length=10)
    state = models.CharField(max_length=20)
    intake_unit_id = models.BigIntegerField()
    owner_unit_id = models.BigIntegerField()
    turn_unit_id = models.BigIntegerField(null=True)
    turn_person_id = models.BigIntegerField(null=True)
    assignment_id = models.BigIntegerField(null=True)
    due_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    replied_at = models.DateTimeField(null=True)
    followed_up_at = models.DateTimeField(null=True)
    redo_count = models.SmallIntegerField(default=0)
    version = models.IntegerField(default=1)
    profile = models.CharField(max_length=40)
    simulated = models.BooleanField(default=False)

    objects = TicketQuerySet.as_manager()

    class Meta:
        db_table = "tickets_ticket"
        constraints = [
            models.UniqueConstraint(fields=["number"], name="tickets_ticket_number"),
            models.UniqueConstraint(fields=["contact_id"], name="tickets_ticket_once_a_contact"),
            models.CheckConstraint(
                name="tickets_ticket_known_state",
                condition=Q(
                    state__in=[
                        "pending_dispatch",
                        "referred_up",
                        "dispatched",
                        "in_progress",
                        "replied",
                        "follow_up",
                        "closed",
                        "answered",
                        "not_accepted",
                    ]
                ),
            ),
            # No item without owner and clock: what has not ended has a turn and a due time, what has ended has neither.
            models.CheckConstraint(
                name="tickets_ticket_turn_and_clock",
                condition=(
                    Q(
                        state__in=["closed", "answered", "not_accepted"],
                        ended_at__isnull=False,
                        turn_unit_id__isnull=True,
                        due_at__isnull=True,
                    )
                    | Q(
                        ~Q(state__in=["closed", "answered", "not_accepted"]),
                        ended_at__isnull=True,
                        turn_unit_id__isnull=False,
                        due_at__isnull=False,
                    )
                ),
            ),
            models.CheckConstraint(
                name="tickets_ticket_closed_after_reply",
                condition=~Q(state="closed") | Q(replied_at__isnull=False),
            ),
        ]
        # Whatever grows with history is left out of the indexes that people wait for.
        indexes = [
            models.Index(
                fields=["turn_unit_id", "due_at", "id"], name="tickets_turn", condition=Q(ended_at__isnull=True)
            ),
            models.Index(fields=["city_code", "due_at", "id"], name="tickets_city", condition=Q(ended_at__isnull=True)),
            models.Index(
                fields=["county_code", "due_at", "id"], name="tickets_county", condition=Q(ended_at__isnull=True)
            ),
            models.Index(fields=["due_at", "id"], name="tickets_due", condition=Q(ended_at__isnull=True)),
            models.Index(fields=["city_code", "-id"], name="tickets_city_newest"),
            models.Index(fields=["county_code", "-id"], name="tickets_county_newest"),
            models.Index(fields=["intake_unit_id", "-id"], name="tickets_intake_newest"),
        ]

    def __str__(self) -> str:
        return self.number


class Assignment(models.Model):
    """One unit's part in a ticket; the chain of levels is a chain of these through ``parent_id``."""

    PRIVACY = {
        **dict.fromkeys(
            (
                "id",
                "ticket_id",
                "parent_id",
                "order_number",
                "from_unit_id",
                "to_unit_id",
                "role",
                "limit_amount",
                "limit_unit",
                "limit_basis",
                "given_at",
                "given_by_id",
                "due_at",
                "signed_at",
                "signed_by_id",
                "done_at",
                "path",
            ),
            _INTERNAL,
        ),
    }

    id = models.BigIntegerField(primary_key=True)
    ticket_id = models.BigIntegerField()
    parent_id = models.BigIntegerField(null=True)
    order_number = models.CharField(max_length=40, blank=True)
    from_unit_id = models.BigIntegerField()
    to_unit_id = models.BigIntegerField()
    role = models.CharField(max_length=10, default="lead")
    limit_amount = models.IntegerField()
    limit_unit = models.CharField(max_length=20)
    limit_basis = models.CharField(max_length=200)
    given_at = models.DateTimeField()
    given_by_id = models.BigIntegerField()
    due_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    signed_by_id = models.BigIntegerField(null=True)
    done_at = models.DateTimeField(null=True)
    path = models.CharField(max_length=60, db_collation="C")

    class Meta:
        db_table = "tickets_assignment"
        constraints = [
            models.CheckConstraint(name="tickets_assignment_role", condition=Q(role__in=["lead", "support"])),
            models.CheckConstraint(
                name="tickets_assignment_signature",
                condition=Q(signed_at__isnull=True, signed_by_id__isnull=True)
                | Q(signed_at__isnull=False, signed_by_id__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["order_number"], name="tickets_assignment_order", condition=~Q(order_number="")
            ),
        ]
        indexes = [
            models.Index(fields=["ticket_id", "id"], name="tickets_assignment_ticket"),
            models.Index(fields=["to_unit_id", "-id"], name="tickets_assignment_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} → {self.to_unit_id}"


class Reply(models.Model):
    """What the caller was told, by whom, and with what result; a redo leads to another one."""

    PRIVACY = {
        **dict.fromkeys(
            ("id", "ticket_id", "assignment_id", "unit_id", "by_id", "at", "way", "result", "cites", "path"), _INTERNAL
        ),
        "text": Privacy.CHILD_SENSITIVE,
    }

    id = models.BigIntegerField(primary_key=True)
    ticket_id = models.BigIntegerField()
    assignment_id = models.BigIntegerField(null=True)
    unit_id = models.BigIntegerField()
    by_id = models.BigIntegerField()
    at = models.DateTimeField()
    way = models.CharField(max_length=20)
    result = models.CharField(max_length=40)
    text = models.TextField()
    cites = models.CharField(max_length=300, blank=True)
    path = models.CharField(max_length=60, db_collation="C")

    class Meta:
        db_table = "tickets_reply"
        indexes = [models.Index(fields=["ticket_id", "id"], name="tickets_reply_ticket")]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.at}"


class Remark(models.Model):
    """What a person wrote while doing a verb: a task, an opinion, a reason, progress; its digest is on the record."""

    PRIVACY = {
        **dict.fromkeys(("id", "ticket_id", "seq", "verb", "by_id", "at", "path"), _INTERNAL),
        "text": Privacy.CHILD_SENSITIVE,
    }

    id = models.BigIntegerField(primary_key=True)
    ticket_id = models.BigIntegerField()
    seq = models.IntegerField()  # the line of the record that it belongs to
    verb = models.CharField(max_length=20)
    text = models.TextField()
    by_id = models.BigIntegerField()
    at = models.DateTimeField()
    path = models.CharField(max_length=60, db_collation="C")

    class Meta:
        db_table = "tickets_remark"
        constraints = [models.UniqueConstraint(fields=["ticket_id", "seq"], name="tickets_remark_once_a_line")]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.verb}"


class OrderCounter(models.Model):
    """The latest number of an issuer's referral orders in a year."""

    PRIVACY = dict.fromkeys(("id", "issuer", "year", "latest"), _INTERNAL)

    id = models.BigAutoField(primary_key=True)
    issuer = models.CharField(max_length=20)
    year = models.SmallIntegerField()
    latest = models.IntegerField()

    class Meta:
        db_table = "tickets_order_counter"
        constraints = [models.UniqueConstraint(fields=["issuer", "year"], name="tickets_order_counter_once")]

    def __str__(self) -> str:
        return f"{self.issuer} {self.year}"


class TicketText(models.Model):
    """The pairs of characters by which a ticket is found; read only through ``tickets_search``."""

    PRIVACY = {"ticket_id": _INTERNAL, "path": _INTERNAL, "words": Privacy.CHILD_SENSITIVE}

    ticket_id = models.BigIntegerField(primary_key=True)
    path = models.CharField(max_length=60, db_collation="C")
    words = models.TextField()  # a tsvector: the migration sets the type, which the ORM does not write

    class Meta:
        db_table = "tickets_text"

    def __str__(self) -> str:
        return str(self.ticket_id)


class SavedView(models.Model):
    """A set of queue filters that somebody gave a name."""

    PRIVACY = {"id": _INTERNAL, "account_id": _INTERNAL, "name": _INTERNAL, "filters": _INTERNAL}

    id = models.BigAutoField(primary_key=True)
    account_id = models.BigIntegerField()
    name = models.CharField(max_length=40)
    filters = models.JSONField()

    class Meta:
        db_table = "tickets_saved_view"
        constraints = [models.UniqueConstraint(fields=["account_id", "name"], name="tickets_saved_view_once")]

    def __str__(self) -> str:
        return self.name
