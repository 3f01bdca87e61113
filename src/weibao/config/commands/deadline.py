"""``weibao deadline START LIMIT``: when a limit ends, and which days it counted."""

import argparse
import json
import sys
from datetime import datetime

from weibao.advice.deadlines.calendar import FIRST_DAY, LAST_DAY, OUT_OF_CALENDAR
from weibao.advice.deadlines.rules.limits import parse_limit
from weibao.advice.deadlines.rules.reckoning import standard
from weibao.foundation.kernel import clock
from weibao.foundation.kernel.refusals import Refusal, RefusedError, noop

START_UNREADABLE = Refusal(
    "start_unreadable",
    noop("开始时间应为 ISO 8601 格式，例如 2026-02-13T16:00+08:00；收到的是“%(given)s”"),
)


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser("deadline", help="按工作日历推算时限")
    parser.add_argument("start", metavar="START", help="开始时间，ISO 8601；不写时区按北京时间，只写日期按当日零时")
    parser.add_argument(
        "limit",
        metavar="LIMIT",
        nargs="+",
        help="数量与单位：minutes、hours、working_hours、natural_days 或 working_days，例如 5 working_days",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the answer as JSON and return 0; on wrong input print one sentence to standard error and return 2."""
    try:
        start = parse_start(args.start)
        limit = parse_limit(" ".join(args.limit))
        reckoning = standard()
        due = reckoning.due(start, limit.amount, limit.unit)
    except RefusedError as error:
        print(error.refusal.sentence(), file=sys.stderr)
        return 2
    missing = reckoning.missing_years(start, due.at, limit.unit)
    if missing:
        years = "、".join(str(year) for year in missing)
        print(f"警告：工作日历缺少 {years} 年的放假安排，结果仅按周末推算", file=sys.stderr)
    answer = {
        "start": clock.local(start).isoformat(),
        "limit": str(limit),
        "due_at": clock.local(due.at).isoformat(),
        "uncertain": due.uncertain,
        "calendar_days": [
            {"date": day.on.isoformat(), "kind": day.kind.value, "counted": day.counted} for day in due.calendar_days
        ],
    }
    print(json.dumps(answer, ensure_ascii=False, indent=2))
    return 0


def parse_start(text: str) -> datetime:
    """Return the instant that ``text`` names, in local time when it names no offset.

    Refused with ``start_unreadable``, and with ``out_of_calendar`` outside 2000 to 2099.
    """
    try:
        start = datetime.fromisoformat(text.strip())
    except ValueError:
        raise RefusedError(START_UNREADABLE.with_values(given=text[:40])) from None
    if start.tzinfo is None:
        start = start.replace(tzinfo=clock.SHANGHAI)
    # A day's margin: what is still outside after the change of offset is refused by the calendar itself.
    if not FIRST_DAY.year <= start.year <= LAST_DAY.year:
        raise RefusedError(OUT_OF_CALENDAR)
    return start
