"""Look into the record so that the looking stands on it as well: whoever watches is watched."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from weibao.foundation.audit.actions.recording import record
from weibao.foundation.audit.queries import chains
from weibao.foundation.audit.queries.entries import FoundPage, search
from weibao.foundation.audit.queries.verification import Report, verify
from weibao.foundation.audit.rules.content import NATION, why_not_subject
from weibao.foundation.audit.rules.reading import READ, VERIFY
from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.refusals import refuse_if
from weibao.foundation.kernel.scope import one_transaction


@one_transaction
def look_up(
    *,
    by: Actor,
    at: datetime,
    actor_ids: Collection[int] = (),
    deed: str = "",
    day: date | None = None,
    subject: str = "",
    cursor: str = "",
    limit: int = 50,
) -> FoundPage:
    """Search the record, and put on it who was looked into when the search is about single people or one subject.

    Turning to the next page of a search is part of the same look, and a search by deed or day alone is about nobody.
    Refused as ``queries.search``, or with ``unknown_subject_form``.
    """
    refuse_if(why_not_subject(subject) if subject else None)
    found = search(by=by, actor_ids=actor_ids, deed=deed, day=day, subject=subject, cursor=cursor, limit=limit)
    if not cursor and (actor_ids or subject):
        who = "、".join(f"账号 {number}" for number in sorted(actor_ids))
        what = "、".join(filter(None, (who, subject)))
        facts = {"accounts": sorted(actor_ids), "subject": subject}
        _note(READ, f"查阅 {what} 的审计记录", facts, by=by, at=at)
    return found


@one_transaction
def read_chain(*, subject: str, by: Actor, at: datetime, cursor: str = "") -> tuple[chains.ChainState, FoundPage]:
    """Return the state of a subject's chain and a page of its entries, newest first; this goes on record as well.

    Refused with ``no_permission``, ``invalid``, or ``not_found`` when the subject is out of the actor's sight.
    """
    state = chains.chain(subject, by=by)
    return state, look_up(by=by, at=at, subject=subject, cursor=cursor)


@one_transaction
def verify_chain(*, subject: str, by: Actor, at: datetime) -> Report:
    """Walk the chain of a subject and put the outcome on record; refused as ``read_chain``."""
    chains.chain(subject, by=by)
    report = verify(subject)
    outcome = "完好" if report.is_intact else "不符"
    facts = {"subject": subject, "entries": report.entries, "breaks": [each.kind.value for each in report.breaks]}
    _note(VERIFY, f"校验 {subject} 的审计链：{outcome}", facts, by=by, at=at)
    return report


def _note(deed: str, summary: str, facts: Mapping[str, object], *, by: Actor, at: datetime) -> None:
    # On the reader's own subject, within the reader's region: whoever audits the auditor finds it there.
    path = by.scope_path or NATION
    record(subject=f"account:{by.id}", deed=deed, by=by, at=at, summary=summary, facts=facts, path=path)
