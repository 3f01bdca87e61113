"""``weibao audit verify``: walk the permanent record and name the first place where it was tampered with."""

import argparse
import json
import os
import sys
from typing import TYPE_CHECKING

import django
from django.db import DatabaseError

from weibao.foundation.kernel.refusals import RefusedError

if TYPE_CHECKING:
    from weibao.foundation.audit.api import Report


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser("audit", help="核验审计记录")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verify = verbs.add_parser("verify", help="逐条核对审计链、链尾登记和日封存，指出第一处被篡改的地方")
    verify.add_argument("--subject", metavar="REF", help="只核对一条链（工单编号，或 ticket:123），不核对日封存")
    verify.add_argument("--json", action="store_true", help="以 JSON 输出")
    verify.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print what was found; return 0 when the record is whole, 1 when broken or unreadable, 2 on wrong input."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weibao.config.settings")
    django.setup()
    from weibao.foundation.audit import api as audit  # its tables need Django to be set up

    try:
        report = audit.verify(_subject(args.subject))
    except RefusedError as error:
        print(error.refusal.sentence(), file=sys.stderr)
        return 2
    except DatabaseError as error:
        print(f"无法读取审计记录：{error}", file=sys.stderr)
        return 1
    if args.subject and report.is_intact and not report.entries:
        print(f"没有 {args.subject} 的审计记录", file=sys.stderr)
        return 2
    print(_as_json(report) if args.json else _as_text(report))
    return 0 if report.is_intact else 1


def _subject(given: str | None) -> str | None:
    """Return the subject of the record that is meant: people know a ticket by its number, the record by its id."""
    from weibao.foundation.kernel.actor import SYSTEM  # beside what needs Django to be set up
    from weibao.foundation.kernel.scope import acting_as
    from weibao.work.tickets import api as tickets

    if given is None or not tickets.is_ticket_number(given):
        return given
    with acting_as(SYSTEM):
        return f"ticket:{tickets.ticket(given, by=SYSTEM).id}"


def _as_text(report: "Report") -> str:
    walked = (
        f"核对了 {report.entries} 条记录、{report.subjects} 个对象、{report.seals} 个日封存，"
        f"每秒 {report.entries_per_second} 条"
    )
    if not report.is_intact:
        first, *others = (broken.sentence() for broken in report.breaks)
        return "\n".join([f"审计记录被破坏：{first}", *(f"另有：{other}" for other in others), walked])
    seal = report.latest_seal
    latest = (
        f"最近的日封存：第 {seal.content.position} 号，{seal.content.day}，{seal.hash.hex()}" if seal else "尚无日封存"
    )
    return f"审计记录完整\n{walked}\n{latest}"


def _as_json(report: "Report") -> str:
    seal = report.latest_seal
    answer = {
        "intact": report.is_intact,
        "entries": report.entries,
        "subjects": report.subjects,
        "seals": report.seals,
        "entries_per_second": report.entries_per_second,
        "broken": [
            {"subject": broken.subject, "seq": broken.seq, "what": broken.kind.value, "sentence": broken.sentence()}
            for broken in report.breaks
        ],
        "latest_seal": seal
        and {"position": seal.content.position, "day": seal.content.day.isoformat(), "hash": seal.hash.hex()},
    }
    return json.dumps(answer, ensure_ascii=False, indent=2)
