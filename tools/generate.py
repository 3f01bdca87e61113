"""Writes the documents that are read off the code, and checks that those in the tree are up to date.

    python -m tools.generate            # make docs
    python -m tools.generate --check    # the gate: say which differ, change nothing

The second fails as well when a document cannot be made, such as for a stored field without a privacy label.
"""

import importlib
import os
import sys
from collections.abc import Callable
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent

# Where each document lies, and the function without arguments that returns its text.
DOCUMENTS = {
    "docs/reference/module-map.md": "tools.module_map:document",
    "docs/reference/life-cycle.md": "tools.reference:life_cycle",
    "docs/reference/events.md": "tools.reference:event_list",
    "docs/reference/stored-fields.md": "tools.reference:stored_fields",
    "docs/reference/settings.md": "tools.reference:settings_table",
    "docs/reference/openapi.json": "tools.reference:openapi",
    "docs/reference/permissions.md": "weibao.work.tickets.truth_table:document",
}


def main(arguments: list[str]) -> int:
    """Write all documents, or with ``--check`` compare them; return the exit code."""
    os.environ["WEIBAO_TESTING"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weibao.config.settings")
    django.setup()
    failed = False
    for name, place in DOCUMENTS.items():
        path = ROOT / name
        try:
            text = maker(place)()
        except (ImportError, AttributeError, ValueError) as error:
            print(f"{name} cannot be made: {error}")
            failed = True
            continue
        committed = path.read_text(encoding="utf-8") if path.is_file() else None
        if text == committed:
            continue
        if arguments == ["--check"]:
            print(f"{name} does not say what the code says; run `make docs`")
            failed = True
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"wrote {name}")
    return 1 if failed else 0


def maker(place: str) -> Callable[[], str]:
    """Return the function at ``module:name``."""
    module, name = place.split(":")
    made: Callable[[], str] = getattr(importlib.import_module(module), name)
    return made


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
