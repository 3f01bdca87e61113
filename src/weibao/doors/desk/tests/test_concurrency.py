"""One sheet sent several times at the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from weibao.doors.desk.tests.sheets import fresh_key, send, stored
from weibao.foundation.kernel.makers import without_log_in
from weibao.work.tickets import makers


@pytest.mark.slow
def test_two_presses_at_the_same_moment_give_one_ticket(committed, settings):
    settings.MIDDLEWARE = without_log_in(settings.MIDDLEWARE)
    taker, key = makers.cast()["taker"], fresh_key()

    def press() -> int:
        try:
            return send(taker, key).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = [future.result() for future in [pool.submit(press) for _ in range(4)]]

    assert answers == [302] * 4
    assert stored()[:2] == (1, 1)
