"""``weibao up``: run the whole product on this machine until it is told to stop."""

import argparse
import os
from pathlib import Path

from weibao.config import up


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser("up", help="启动整个平台（数据库、网页、后台）")
    parser.add_argument("--port", type=int, default=os.environ.get("PORT") or 8000, help="网页端口，实时推送用下一个")
    parser.add_argument("--data", type=Path, default=os.environ.get("WEIBAO_DATA") or "data", help="数据目录")
    parser.add_argument("--profile", default=os.environ.get("WEIBAO_PROFILE") or "jilin-12345", help="政策方案")
    parser.add_argument(
        "--demo",
        action=argparse.BooleanOptionalAction,
        help="是否为演示系统；首次启动时决定，以后不变（内置数据库默认是，外部数据库默认否）",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run the product; return 0 when it was stopped, 1 when it failed, 2 on wrong input."""
    return up.up(arguments.port, Path(arguments.data), arguments.profile, arguments.demo)
