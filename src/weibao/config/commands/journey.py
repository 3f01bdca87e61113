"""``weibao journey NAME``: plays a journey through the real actions on a scratch database and prints its timeline."""

import argparse
import json
import sys
from datetime import datetime

from weibao.config.database import DatabasePreparationError
from weibao.config.embedded_postgres import DatabaseStartError
from weibao.config.scratch import scratch_database
from weibao.foundation.kernel import clock

PROFILE = "jilin-12345"

# A Wednesday morning without a holiday near, so that the same journey always looks the same.
START = datetime(2026, 3, 4, 9, 12, tzinfo=clock.SHANGHAI)


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser("journey", help="在临时数据库上演练一段业务旅程")
    parser.add_argument("name", metavar="NAME", help="旅程编号，例如 J3")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the timeline; return 0, or 1 when the story or the scratch database failed.

    An unknown journey is refused with ``unknown_journey`` before anything is started; the caller exits with 2.
    """
    from weibao.simulation import journeys  # knows the names without Django

    name = journeys.named(args.name)
    try:
        with scratch_database(PROFILE):
            from weibao.simulation.stage import BrokenClaimError

            try:
                timeline = journeys.play(name, START)
            except BrokenClaimError as error:
                print(error, file=sys.stderr)
                return 1
    except (DatabaseStartError, DatabasePreparationError) as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps(timeline.as_dict(), ensure_ascii=False, indent=2) if args.json else timeline.as_text())
    return 0
