"""`weibao owner`: which level and region own a matter that touches some places, without starting Django."""

import argparse
import json

from weibao.advice.policy import api as policy
from weibao.advice.routing import api as routing
from weibao.people.regions import api as regions

COMMON_RULES = "national"


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser("owner", help="判定涉及这些地方的事项归哪一级负责，输出 JSON")
    parser.add_argument("codes", metavar="CODE", nargs="+", help="区划代码，例如 220322 220323")
    parser.add_argument(
        "--profile",
        metavar="NAME",
        help="规则配置；不写则用第一个地方所在省的配置，没有时用全国通用规则",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print `{level, region, reason, basis, …}` as JSON and return 0; RefusedError is left to the caller (exit 2)."""
    name = args.profile or policy.of_province(regions.province_of(regions.get(args.codes[0]).code)) or COMMON_RULES
    owner = routing.owner_of(args.codes, policy.load(name))
    answer = {
        "level": owner.level.value,
        "region": owner.region,
        "region_name": regions.get(owner.region).full_name,
        "reason": owner.reason,
        "basis": owner.basis.facts(),
        "scope": owner.scope.value,
        "referral_out": list(owner.referral_out),
        "profile": name,
    }
    print(json.dumps(answer, ensure_ascii=False, indent=2))
    return 0
