"""`weibao region`: look divisions up by code or name, without starting Django."""

import argparse
import json
from dataclasses import asdict
from datetime import date

from weibao.people.regions import api as regions

SHOWN = ("code", "name", "level", "full_name", "parent", "valid_from", "valid_until")


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser("region", help="divisions for a code or (part of) a name, as JSON")
    parser.add_argument("query", metavar="QUERY", help="220322, 2203, 梨树, 四平市梨树县, 吉林 梨树")
    parser.add_argument("--on", metavar="DATE", type=date.fromisoformat, help="as of this day, e.g. 2010-06-30")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the divisions found as a JSON list and return 0; RefusedError is left to the caller, who exits with 2."""
    found = (asdict(division) for division in regions.search(args.query, args.on))
    lines = [{name: _plain(division[name]) for name in SHOWN} for division in found]
    print(json.dumps(lines, ensure_ascii=False, indent=2))
    return 0


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
