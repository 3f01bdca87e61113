"""``weibao demo accounts``: who can log in to the demo province, and with what."""

import argparse
import json
import os
from dataclasses import asdict

import django


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser("demo", help="演示省的账号")
    verbs = parser.add_subparsers(dest="verb", required=True)
    accounts = verbs.add_parser("accounts", help="列出演示账号、密码、单位和角色（仅限演示环境）")
    accounts.add_argument("--json", action="store_true", help="以 JSON 输出全部账号")
    accounts.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the demo's accounts and return 0; RefusedError is left to the caller, who exits with 2."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weibao.config.settings")
    django.setup()
    from weibao.foundation.kernel import clock
    from weibao.people.access import demo  # its tables need Django to be set up

    found = demo.accounts(at=clock.now())
    if args.json:
        print(json.dumps([asdict(account) for account in found], ensure_ascii=False, indent=2))
        return 0
    shown = [account for account in found if account.login in {member.login for member in demo.CAST}]
    print(f"演示账号的密码都是 {demo.PASSWORD}")
    for account in shown:
        roles = "、".join(demo.Role(role).label for role in account.roles)
        print(f"  {account.login:<12}{account.name}  {account.unit}（{roles}）")
    print(f"另有 {len(found) - len(shown)} 个各市县账号，用 weibao demo accounts --json 列出")
    return 0
