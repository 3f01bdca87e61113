"""The people of the desk: whoever is given to the client works, without a log-in."""

import pytest

from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.makers import without_log_in
from weibao.people.access.api import Role
from weibao.work.tickets import makers


@pytest.fixture
def taker(settings, db) -> Actor:
    settings.MIDDLEWARE = without_log_in(settings.MIDDLEWARE)
    return makers.cast()["taker"]


@pytest.fixture
def intern(taker: Actor) -> Actor:
    return makers.actor(makers.SIPING_LINE, Role.INTERN, number=45)
