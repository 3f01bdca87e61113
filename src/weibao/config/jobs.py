"""The jobs of the house: sealing the record, forgetting what has ended, taking up jobs of workers that were killed."""

from datetime import datetime, timedelta

from procrastinate.contrib.django import app

from weibao.foundation.audit import api as audit
from weibao.foundation.kernel import clock, idempotency
from weibao.foundation.kernel.actor import SYSTEM
from weibao.foundation.kernel.relay import prune
from weibao.foundation.kernel.scope import acting_as
from weibao.people.access import api as access

_OUTBOX_KEPT = timedelta(days=7)
_ANSWERS_KEPT = timedelta(days=2)
_STALLED_AFTER = timedelta(minutes=10)


@app.periodic(cron="10 16 * * *")  # ten past midnight in Shanghai
@app.task(name="seal_record", queueing_lock="seal_record")
def seal_record(timestamp: int, **_later: object) -> None:  # noqa: ARG001 - the scheduler passes the time it meant
    """Seal the record of the day that has ended; sealing it again changes nothing."""
    catch_up(at=clock.now())


@app.periodic(cron="*/30 * * * *")
@app.task(name="forget_ended", queueing_lock="forget_ended")
def forget_ended(timestamp: int, **_later: object) -> None:  # noqa: ARG001 - the scheduler passes the time it meant
    """Delete sessions and tokens that have ended, events that everybody has read, and answers kept for repeats."""
    at = clock.now()
    access.clear_expired(at=at)
    prune(at=at, keep=_OUTBOX_KEPT)
    idempotency.forget(at=at, keep=_ANSWERS_KEPT)


@app.periodic(cron="*/5 * * * *")
@app.task(name="retry_stalled", queueing_lock="retry_stalled")
async def retry_stalled(timestamp: int, **_later: object) -> None:  # noqa: ARG001 - the scheduler passes the time it meant
    """Queue again the jobs whose worker was killed in the middle of them; every job may run twice."""
    for job in await app.job_manager.get_stalled_jobs(nb_seconds=int(_STALLED_AFTER.total_seconds())):
        await app.job_manager.retry_job(job)


def catch_up(*, at: datetime) -> None:
    """Seal yesterday's record now, also after days on which nothing ran."""
    with acting_as(SYSTEM):
        audit.seal(day=clock.day_of(at) - timedelta(days=1), at=at)
