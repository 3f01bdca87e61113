"""Writes the reference documents that are read off the code: life cycle, events, stored fields, settings."""

import ast
import importlib
import inspect
import json
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from django.apps import apps
from django.db.models import Model

from weibao.foundation.kernel.events import Event

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "weibao"
GENERATED = "Generated from the code by `make docs`."


def life_cycle() -> str:
    """Return the life cycle of a ticket: the drawing, and the table of state and verb it is drawn from."""
    from weibao.work.tickets.states import ENDED, FIRST, GUARD, LABELS, NEXT, VERB_LABELS, State

    lines = ["# The life cycle of a ticket", "", f"{GENERATED} The table is in"]
    lines += [
        "`src/weibao/work/tickets/states.py`.",
        "",
        "```mermaid",
        "stateDiagram-v2",
        "  direction TB",
        f"  [*] --> {FIRST}",
    ]
    lines += [f"  {state} : {LABELS[state]} ({state})" for state in State]
    arrows: dict[tuple[str, str], list[str]] = {}
    for (state, verb), following in NEXT.items():
        if state is not following:
            arrows.setdefault((state, following), []).append(VERB_LABELS[verb])
    lines += [f"  {start} --> {end} : {' / '.join(words)}" for (start, end), words in arrows.items()]
    lines += [f"  {state} --> [*]" for state in State if state in ENDED]
    lines += ["```", "", "What leaves the state as it is, such as a note, is in the table only.", ""]
    lines += ["| state | 状态 | clock | verb → state |", "|---|---|---|---|"]
    for state in State:
        verbs = [f"`{verb}` → `{after}`" for (start, verb), after in NEXT.items() if start is state]
        clock = f"`{GUARD[state]}`" if state in GUARD else "none, it has ended"
        lines.append(f"| `{state}` | {LABELS[state]} | {clock} | {', '.join(verbs)} |")
    return "\n".join([*lines, ""])


def event_list() -> str:
    """Return every event a module publishes, with its fields; all of them also carry ``at``, ``path``, ``unit_id``."""
    lines = ["# Events", "", f"{GENERATED} Each also carries `at`, `path` (the region that may hear"]
    lines += ["of it) and `unit_id`.", "", "| module | event | topic | when | fields |", "|---|---|---|---|---|"]
    inherited = {field.name for field in fields(Event)}
    for kind in sorted(_event_kinds(), key=lambda kind: (kind.__module__, kind.__name__)):
        own = [f"`{field.name}`: {_type_name(field.type)}" for field in fields(kind) if field.name not in inherited]
        sentence = " ".join((inspect.getdoc(kind) or "").split("\n\n")[0].split())
        row = [kind.__module__.split(".")[2], f"`{kind.__name__}`", f"`{kind.topic}`", sentence, ", ".join(own) or "—"]
        lines.append(f"| {' | '.join(row)} |")
    return "\n".join([*lines, ""])


def stored_fields() -> str:
    """Return every stored field with its privacy label; a field without one is an error."""
    lines = ["# Stored fields and how freely they may be shown", "", f"{GENERATED} The labels are explained in"]
    lines += ["`src/weibao/foundation/kernel/fields.py`.", ""]
    for model in own_models():
        sentence = " ".join((inspect.getdoc(model) or "").split("\n\n")[0].split())
        lines += [f"## {model._meta.label}", "", sentence, "", "| field | type | label |", "|---|---|---|"]
        labels = privacy_labels(model)
        lines += [
            f"| `{field.name}` | {field.get_internal_type()} | {labels[field.name]} |"
            for field in model._meta.concrete_fields
        ]
        lines.append("")
    return "\n".join(lines)


def own_models() -> list[type[Model]]:
    """Return the project's own models in the order of their names."""
    found = (model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("weibao."))
    return sorted(found, key=lambda model: model._meta.label)


def privacy_labels(model: type[Model]) -> dict[str, str]:
    """Return the label of each stored field; raises ValueError when one is missing or belongs to no field."""
    labels = {name: str(label) for name, label in getattr(model, "PRIVACY", {}).items()}
    stored = {field.name for field in model._meta.concrete_fields}
    virtual = {field.name for field in model._meta.fields} - stored  # a primary key made of several fields
    if not stored <= labels.keys() <= stored | virtual:
        raise ValueError(
            f"{model._meta.label}: no privacy label for {sorted(stored - labels.keys())},"
            f" labels without a field {sorted(labels.keys() - stored - virtual)}"
        )
    return labels


def settings_table() -> str:
    """Return every environment variable that the product reads, with type and default."""
    lines = ["# Settings", "", f"{GENERATED} All come from the environment; `make run` sets what it needs.", ""]
    lines += ["| variable | type | default | read in |", "|---|---|---|---|"]
    lines += sorted({f"| `{name}` | {kind} | {default} | `{where}` |" for name, kind, default, where in _readings()})
    return "\n".join([*lines, ""])


def openapi() -> str:
    """Return the OpenAPI document of the HTTP interface as it is served, with sorted keys."""
    from weibao.config.api import api

    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _readings() -> Iterator[tuple[str, str, str, str]]:
    """Yield name, type, default and place of each call of ``config.environment``."""
    for path in sorted((SOURCE / "config").rglob("*.py")):
        if "tests" in path.parts or path.name == "environment.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or not node.args:
                continue
            kind, owner = node.func.attr, node.func.value
            if not isinstance(owner, ast.Name) or owner.id not in {"env", "environment"}:
                continue
            name = node.args[0].value if isinstance(node.args[0], ast.Constant) else None
            if isinstance(name, str) and kind in {"text", "flag", "number", "secret"}:
                where = path.relative_to(SOURCE).as_posix()
                full = f"WEIBAO_SECRET_{name.upper()}" if kind == "secret" else name
                yield full, kind, _default_of(node, kind), where


def _default_of(call: ast.Call, kind: str) -> str:
    if kind == "secret":
        return "none: made at the first start, or given"
    given = {argument.arg: argument.value for argument in call.keywords}
    node = call.args[1] if len(call.args) > 1 else given.get("default")
    if node is None:
        return "—"
    return "empty" if isinstance(node, ast.Constant) and node.value == "" else f"`{ast.unparse(node)}`"


def _event_kinds() -> set[type[Event]]:
    """Return every event of every module, having imported all that may define one."""
    for path in sorted(SOURCE.glob("*/*/events*")):
        if path.name in {"events.py", "events"}:
            importlib.import_module(".".join(("weibao", *path.relative_to(SOURCE).with_suffix("").parts)))
    found: set[type[Event]] = set()
    waiting: list[type[Event]] = [Event]
    while waiting:
        # A dataclass with slots is made twice; only the second can be reached by its name.
        below = [kind for kind in waiting.pop().__subclasses__() if _reachable(kind)]
        waiting += below
        found |= set(below)
    return {kind for kind in found if not any(_reachable(narrower) for narrower in kind.__subclasses__())}


def _reachable(kind: type[Event]) -> bool:
    return ".tests." not in kind.__module__ and getattr(sys.modules[kind.__module__], kind.__name__, None) is kind


def _type_name(kind: object) -> str:
    return kind.__name__ if isinstance(kind, type) else str(kind).replace("|", "\\|")
