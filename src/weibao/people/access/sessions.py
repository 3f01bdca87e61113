"""The session engine: Django's sessions in our own table, where account and unit are columns.

In the database rather than in signed cookies or a cache, because a session must end at once when somebody logs out,
is suspended or changes the password, in every process. The price is one indexed read for a request, which the
middleware shares with the check of the account.
"""

from datetime import datetime
from typing import Any, cast

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore

from .models import Session

ACCOUNT = "account_id"
UNIT = "unit_id"


class SessionStore(DatabaseSessionStore):
    """Writes the account and the unit of a session beside its data."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Return our table instead of Django's."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Return the row for the data of this session."""
        row = cast("Session", super().create_model_instance(data))
        row.account_id = data.get(ACCOUNT)
        row.unit_id = data.get(UNIT)
        return row


def end_sessions(account_id: int, *, but: str | None = None) -> int:
    """End all sessions of an account, except the one with the key ``but``; return how many."""
    sessions = Session.objects.filter(account_id=account_id)
    return (sessions.exclude(session_key=but) if but else sessions).delete()[0]


def prolong(session_key: str, until: datetime) -> None:
    """Move the idle time-out of a session."""
    Session.objects.filter(session_key=session_key).update(expire_date=until)
