"""Runs every check of the project, whatever fails, and names at the end what did.

    make check                          # all of them
    python -m tools.gate types lint     # some, by name

It needs no database and no secrets.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = sys.executable
# Django complains when it cannot ask a database which migrations ran; here there is none to ask.
MANAGE = [PYTHON, "-W", "ignore:Got an error checking:RuntimeWarning", "-m", "django"]

STEPS: dict[str, list[str]] = {
    "requirements": [PYTHON, "-m", "tools.lock_requirements", "--check"],
    "format": [str(BIN / "ruff"), "format", "--check", "--quiet", "--output-format=concise"],
    "lint": [str(BIN / "ruff"), "check", "--quiet", "--output-format=concise"],
    "house rules": [PYTHON, "-m", "tools.house_rules"],
    "types": [str(BIN / "mypy"), "src", "tools"],
    "imports": [str(BIN / "lint-imports"), "--no-logo"],
    "migrations exist": [*MANAGE, "makemigrations", "--check", "--dry-run"],
    "migrations are safe": [PYTHON, "-m", "tools.migration_lint"],
    "deployment": [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"],
    "documents": [PYTHON, "-m", "tools.generate", "--check"],
    "translations": [PYTHON, "-m", "tools.translations", "check"],
}

# A gate needs no installation: worthless secrets, no database, and the settings of a deployment behind TLS.
ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "weibao.config.settings",
    "WEIBAO_TESTING": "1",
    "WEIBAO_TLS": "1",
    "PYTHONUTF8": "1",
}


def main(names: list[str]) -> int:
    """Run the steps of these names, or all; return 1 when one failed."""
    unknown = set(names) - STEPS.keys()
    if unknown:
        print(f"no such check: {', '.join(sorted(unknown))}; there are {', '.join(STEPS)}", file=sys.stderr)
        return 2
    failed = [name for name in names or STEPS if not passes(name)]
    print(f"make check: {'failed: ' + ', '.join(failed) if failed else 'everything is in order'}")
    return 1 if failed else 0


def passes(name: str) -> bool:
    """Run one step, print how it went and, when it failed, what it said."""
    started = time.monotonic()
    ran = subprocess.run(
        STEPS[name],
        cwd=ROOT,
        env=os.environ | ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    print(f"{'ok    ' if ran.returncode == 0 else 'FAILED'}  {name} ({time.monotonic() - started:.1f} s)", flush=True)
    if ran.returncode != 0:
        print(ran.stdout.strip(), end="\n\n", flush=True)
    return ran.returncode == 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
