"""Tables of intake: what a person told us, and forms that are still being filled in."""

from django.db import models

from weibao.foundation.kernel.fields import Privacy


class Contact(models.Model):
    """One conversation through one channel, silent and dropped ones included.

    Groups of fields about persons are encrypted as wholes; numbers and names are found by blind index only. The
    narrative stays readable to the database, because people search in it; row-level security guards it.
    """

    PRIVACY = {
        "id": Privacy.INTERNAL,
        "channel": Privacy.INTERNAL,
        "kind": Privacy.INTERNAL,
        "text": Privacy.CHILD_SENSITIVE,
        "caller": Privacy.PERSONAL,
        "caller_phone_index": Privacy.PERSONAL,
        "caller_relation": Privacy.PERSONAL,
        "caller_secret": Privacy.INTERNAL,
        "wants_reply": Privacy.INTERNAL,
        "child": Privacy.CHILD_SENSITIVE,
        "child_index": Privacy.CHILD_SENSITIVE,
        "suspect": Privacy.CHILD_SENSITIVE,
        "event": Privacy.CHILD_SENSITIVE,
        "safety": Privacy.CHILD_SENSITIVE,
        "region_code": Privacy.INTERNAL,
        "other_places": Privacy.INTERNAL,
        "address": Privacy.CHILD_SENSITIVE,
        "place_kind": Privacy.INTERNAL,
        "path": Privacy.INTERNAL,
        "unit_id": Privacy.INTERNAL,
        "taken_by_id": Privacy.INTERNAL,
        "at": Privacy.INTERNAL,
        "simulated": Privacy.INTERNAL,
    }

    id = models.BigIntegerField(primary_key=True)
    channel = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    text = models.TextField(blank=True)
    caller = models.BinaryField(null=True)
    caller_phone_index = models.BinaryField(null=True)
    caller_relation = models.CharField(max_length=30, blank=True)
    caller_secret = models.BooleanField(default=False)
    wants_reply = models.BooleanField(default=True)
    child = models.BinaryField(null=True)
    child_index = models.BinaryField(null=True)
    suspect = models.BinaryField(null=True)
    event = models.BinaryField(null=True)
    safety = models.BinaryField(null=True)
    region_code = models.CharField(max_length=12, blank=True)
    other_places = models.JSONField(default=list)
    address = models.BinaryField(null=True)
    place_kind = models.CharField(max_length=20, blank=True)
    path = models.CharField(max_length=60, db_collation="C")
    unit_id = models.BigIntegerField()
    taken_by_id = models.BigIntegerField()
    at = models.DateTimeField()
    simulated = models.BooleanField(default=False)

    class Meta:
        db_table = "intake_contact"
        indexes = [
            models.Index(
                fields=["caller_phone_index", "-id"],
                name="intake_contact_by_phone",
                condition=~models.Q(caller_phone_index=None),
            ),
            models.Index(
                fields=["child_index", "-id"], name="intake_contact_by_child", condition=~models.Q(child_index=None)
            ),
            models.Index(fields=["unit_id", "-id"], name="intake_contact_by_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.id}"


class Disclosure(models.Model):
    """One reading of masked fields in full: which group, by whom, and why; its digest is on the permanent record."""

    PRIVACY = {
        "id": Privacy.INTERNAL,
        "contact_id": Privacy.INTERNAL,
        "seq": Privacy.INTERNAL,
        "group": Privacy.INTERNAL,
        "reason": Privacy.CHILD_SENSITIVE,
        "by_id": Privacy.INTERNAL,
        "at": Privacy.INTERNAL,
        "path": Privacy.INTERNAL,
    }

    id = models.BigAutoField(primary_key=True)
    contact_id = models.BigIntegerField()
    seq = models.IntegerField()  # the line of the contact's record that it belongs to
    group = models.CharField(max_length=20)
    reason = models.CharField(max_length=200)
    by_id = models.BigIntegerField()
    at = models.DateTimeField()
    path = models.CharField(max_length=60, db_collation="C")

    class Meta:
        db_table = "intake_disclosure"
        constraints = [models.UniqueConstraint(fields=["contact_id", "seq"], name="intake_disclosure_once_a_line")]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.group}"


class Draft(models.Model):
    """A registration form that somebody is still filling in; encrypted, seen by its writer only."""

    PRIVACY = {
        "id": Privacy.INTERNAL,
        "account_id": Privacy.INTERNAL,
        "key": Privacy.INTERNAL,
        "body": Privacy.CHILD_SENSITIVE,
        "saved_at": Privacy.INTERNAL,
    }

    id = models.BigAutoField(primary_key=True)
    account_id = models.BigIntegerField()
    key = models.CharField(max_length=40)
    body = models.BinaryField()
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "intake_draft"
        constraints = [models.UniqueConstraint(fields=["account_id", "key"], name="intake_draft_once")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.saved_at}"
