"""Tables of access: accounts, grants, sessions, tokens and tries.

They hold staff, never a child or caller, and are read before it is known who asks; they carry no row-level security.
"""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q

from weibao.foundation.kernel.fields import Privacy

from .roles import ADMINISTRATORS, Role


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by login, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        """Return the account with this login."""
        return self.get(login=(username or "").strip().casefold())


class Account(AbstractBaseUser):
    """Somebody, or a department's system, that can log in.

    ``grants_version`` grows with every change of grants or state, so that a remembered actor is known to be old.
    ``has_second_factor`` repeats that a confirmed TOTP device exists, because every request asks.
    """

    PRIVACY = {
        "id": Privacy.INTERNAL,
        "login": Privacy.INTERNAL,
        "password": Privacy.PERSONAL,
        "last_login": Privacy.INTERNAL,
        "person": Privacy.INTERNAL,
        "service_name": Privacy.INTERNAL,
        "is_active": Privacy.INTERNAL,
        "failed_logins": Privacy.INTERNAL,
        "locked_until": Privacy.INTERNAL,
        "must_change_password": Privacy.INTERNAL,
        "password_changed_at": Privacy.INTERNAL,
        "has_second_factor": Privacy.INTERNAL,
        "grants_version": Privacy.INTERNAL,
        "created_at": Privacy.INTERNAL,
    }

    id = models.BigAutoField(primary_key=True)
    login = models.CharField(max_length=60, unique=True)
    person = models.ForeignKey("directory.Person", on_delete=models.PROTECT, null=True, related_name="+")
    service_name = models.CharField(max_length=60, default="", blank=True)
    is_active = models.BooleanField(default=True)
    failed_logins = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    must_change_password = models.BooleanField(default=True)
    password_changed_at = models.DateTimeField()
    has_second_factor = models.BooleanField(default=False)
    grants_version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "login"

    class Meta:
        db_table = "access_account"
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None) ^ Q(service_name=""), name="access_account_is_a_person_or_a_service"
            ),
        ]

    def __str__(self) -> str:
        return self.login


class Grant(models.Model):
    """A role in a unit, for a time."""

    PRIVACY = {
        "id": Privacy.INTERNAL,
        "account": Privacy.INTERNAL,
        "role": Privacy.INTERNAL,
        "unit": Privacy.INTERNAL,
        "active_from": Privacy.INTERNAL,
        "active_until": Privacy.INTERNAL,
        "given_by_id": Privacy.INTERNAL,
        "given_at": Privacy.INTERNAL,
    }

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=32)
    unit = models.ForeignKey("directory.Unit", on_delete=models.PROTECT, related_name="+")
    active_from = models.DateTimeField()
    active_until = models.DateTimeField(null=True)
    given_by_id = models.BigIntegerField()
    given_at = models.DateTimeField()

    class Meta:
        db_table = "access_grant"
        constraints = [
            models.CheckConstraint(condition=Q(role__in=sorted(Role)), name="access_grant_role_is_known"),
            models.CheckConstraint(
                condition=Q(active_until=None) | Q(active_until__gte=F("active_from")),
                name="access_grant_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=~Q(given_by_id=F("account_id")), name="access_grant_is_given_by_another"),
            models.UniqueConstraint(
                "account",
                "role",
                "unit",
                condition=Q(active_until=None),
                name="access_grant_open_once",
            ),
            # The second lock on keeping the three administrators apart; the first is why_not_grant.
            models.UniqueConstraint(
                "account",
                condition=Q(active_until=None, role__in=sorted(ADMINISTRATORS)),
                name="access_grant_one_administration",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.role} {self.unit_id}"


class Session(AbstractBaseSession):
    """A log-in session; ``expire_date`` is when it ends unless used, that is, the idle time-out.

    The account and the unit it acts for are columns, so that one statement finds them and all sessions of an account
    can be ended.
    """

    PRIVACY = {
        "session_key": Privacy.PERSONAL,
        "session_data": Privacy.PERSONAL,
        "expire_date": Privacy.INTERNAL,
        "account": Privacy.INTERNAL,
        "unit_id": Privacy.INTERNAL,
    }

    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, related_name="+")
    unit_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "access_session"

    def __str__(self) -> str:
        return f"{self.account_id} {self.expire_date}"


class ApiClient(models.Model):
    """A department's system that asks for access tokens with its own secret (OAuth 2.0 client credentials).

    It acts as a service account, so that its rights are grants like everybody's.
    """

    PRIVACY = {
        "id": Privacy.INTERNAL,
        "client_id": Privacy.INTERNAL,
        "secret_digest": Privacy.PERSONAL,
        "account": Privacy.INTERNAL,
        "unit": Privacy.INTERNAL,
        "is_active": Privacy.INTERNAL,
        "created_at": Privacy.INTERNAL,
    }

    id = models.BigAutoField(primary_key=True)
    client_id = models.CharField(max_length=60, unique=True)
    secret_digest = models.BinaryField(max_length=32)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("directory.Unit", on_delete=models.PROTECT, related_name="+")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "access_api_client"

    def __str__(self) -> str:
        return self.client_id


class AccessToken(models.Model):
    """A bearer token that was given out; only its digest is kept."""

    PRIVACY = {
        "digest": Privacy.PERSONAL,
        "account": Privacy.INTERNAL,
        "unit_id": Privacy.INTERNAL,
        "created_at": Privacy.INTERNAL,
        "expires_at": Privacy.INTERNAL,
    }

    digest = models.BinaryField(primary_key=True, max_length=32)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    unit_id = models.BigIntegerField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "access_token"

    def __str__(self) -> str:
        return f"{self.account_id} {self.expires_at}"


class AddressFailures(models.Model):
    """Failed log-ins from one network address; a whole hall may sit behind one, so it is given more attempts."""

    PRIVACY = {
        "address": Privacy.PERSONAL,
        "failed_logins": Privacy.INTERNAL,
        "first_failed_at": Privacy.INTERNAL,
        "locked_until": Privacy.INTERNAL,
    }

    address = models.CharField(primary_key=True, max_length=45)
    failed_logins = models.PositiveIntegerField(default=0)
    first_failed_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "access_address_failures"

    def __str__(self) -> str:
        return f"{self.failed_logins} {self.locked_until}"


class Tries(models.Model):
    """How often an address tried something public within the present minute."""

    PRIVACY = {
        "id": Privacy.INTERNAL,
        "what": Privacy.INTERNAL,
        "address": Privacy.PERSONAL,
        "since": Privacy.INTERNAL,
        "count": Privacy.INTERNAL,
    }

    id = models.BigAutoField(primary_key=True)
    what = models.CharField(max_length=20)
    address = models.CharField(max_length=45)
    since = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        db_table = "access_tries"
        constraints = [models.UniqueConstraint("what", "address", name="access_tries_once")]

    def __str__(self) -> str:
        return f"{self.what} {self.count}"
