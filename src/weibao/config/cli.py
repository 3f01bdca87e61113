"""The command line: one file per command, loaded only when it is asked for, so that each answers at once."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

# Every command with the sentence that the overview shows; the module of the same name has ``register`` and ``run``.
COMMANDS = {
    "up": "启动整个平台（数据库、网页、后台）",
    "region": "查询行政区划",
    "owner": "判定事项归属层级",
    "deadline": "计算办理时限",
    "policy": "检查或显示政策规则",
    "audit": "校验操作记录的哈希链",
    "journey": "在临时数据库上演练一段业务旅程",
    "demo": "演示省的账号",
}

OK, FAILED, WRONG_INPUT = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 failed, 2 wrong input with one sentence on stderr."""
    given = list(sys.argv[1:] if argv is None else argv)
    parser = argparse.ArgumentParser(prog="weibao", description="未保：未成年人保护热线一站式平台")
    commands = parser.add_subparsers(dest="command", metavar="命令")
    asked = given[0] if given and given[0] in COMMANDS else ""
    for name, sentence in COMMANDS.items():
        if name == asked:
            importlib.import_module(f"weibao.config.commands.{name}").register(commands)
        else:
            commands.add_parser(name, help=sentence)
    arguments = parser.parse_args(given)
    if not asked:
        parser.print_help()
        return OK if not given else WRONG_INPUT
    from weibao.config.environment import WrongEnvironmentError
    from weibao.foundation.kernel.refusals import RefusedError

    try:
        return int(importlib.import_module(f"weibao.config.commands.{asked}").run(arguments))
    except RefusedError as error:
        print(error.refusal.sentence(), file=sys.stderr)
        return WRONG_INPUT
    except WrongEnvironmentError as error:
        print(error, file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        # The reader of our output has heard enough, as ``head`` does.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK


if __name__ == "__main__":
    sys.exit(main())
