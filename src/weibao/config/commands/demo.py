"""``weibao demo accounts``: who can log in to the demo province, and with what."""

import argparse
import json
import os
from dataclasses import asdict

import django

_PROMISED = ("login", "password", "name", "unit", "region", "roles")


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
    from weibao.people.access import api as access  # its tables need Django to be set up

    found = access.demo_accounts(at=clock.now())
    if args.json:
        lines = [{name: value for name, value in asdict(account).items() if name in _PROMISED} for account in found]
        print(json.dumps(lines, ensure_ascii=False, indent=2))
        return 0
    cast = [account for account in found if account.is_cast]
    print(f"演示账号的密码都是 {access.DEMO_PASSWORD}")
    for account in cast:
        roles = "、".join(access.Role(role).label for role in account.roles)
        print(f"  {account.login:<12}{account.name}  {account.unit}（{roles}）")
    print(f"另有 {len(found) - len(cast)} 个各市县账号，用 weibao demo accounts --json 列出")
    return 0
