"""What the worker does for access."""

from datetime import datetime

from weibao.people.access.actions.tokens import clear_expired


def forget_expired(*, at: datetime, **_: object) -> None:
    """Delete sessions and tokens that ended before ``at``; running again does nothing."""
    clear_expired(at=at)
