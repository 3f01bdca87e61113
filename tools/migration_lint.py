"""Checks migrations for what would stop a running release, cannot be undone, or depends on living code.

A release runs beside the one before it, so a migration adds first and removes in a later release. What is safe all the
same carries, on or above its line, a comment ``# safe: <why>``.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MIGRATIONS = "src/weibao/*/*/migrations/[0-9]*.py"

# The release that still runs uses what these take away.
REMOVALS = {"RemoveField", "DeleteModel", "RenameField", "RenameModel", "AlterModelTable", "RemoveConstraint"}
# The operations that need a way back, and where it stands: position and keyword.
WAYS_BACK = {"RunSQL": (1, "reverse_sql"), "RunPython": (1, "reverse_code")}
# Builds the text of row-level security; a change to it is made by a new migration, which the database tests prove.
LIVING_CODE_ALLOWED = {"weibao.foundation.kernel.sharing"}
_SAFE = re.compile(r"#\s*safe:\s*\S")
_DROPS = re.compile(r"\b(DROP\s+(TABLE|COLUMN)|RENAME\s+(TO|COLUMN)|TRUNCATE)\b", re.IGNORECASE)


def faults(path: Path, text: str) -> Iterator[str]:
    """Yield one line, with file and line number, for each fault of the migration ``text``."""
    tree = ast.parse(text)
    lines = text.splitlines()
    where = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        if any(_SAFE.search(text) for text in lines[max(0, line - 2) : line]):
            continue
        for fault in _faults_of(node, tree):
            yield f"{where}:{line}: {fault}"


def _faults_of(node: ast.AST, tree: ast.Module) -> Iterator[str]:
    if isinstance(node, ast.Import | ast.ImportFrom):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
        for name in names:
            if name.split(".")[0] == "weibao" and name not in LIVING_CODE_ALLOWED:
                yield f"imports living code ({name}); write the value out"
    if not isinstance(node, ast.Call):
        return
    operation = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if operation in REMOVALS:
        yield f"{operation} breaks the release that still runs; do it one release later"
    if operation in WAYS_BACK:
        position, keyword = WAYS_BACK[operation]
        if len(node.args) <= position and keyword not in {argument.arg for argument in node.keywords}:
            yield f"{operation} has no way back; give {keyword}"
    if operation == "RunSQL" and node.args and _DROPS.search(_text_of(node.args[0], tree)):
        yield "the SQL drops or renames what the release that still runs uses"
    if operation == "AddField" and not _may_be_left_out(node):
        yield "the release that still runs does not fill this field; make it null or give it a db_default"


def _may_be_left_out(add_field: ast.Call) -> bool:
    """Return whether rows can be inserted by code that does not know the new field."""
    field = next((argument.value for argument in add_field.keywords if argument.arg == "field"), None)
    if not isinstance(field, ast.Call):
        return False
    options = {option.arg: option.value for option in field.keywords}
    null = options.get("null")
    return "db_default" in options or (isinstance(null, ast.Constant) and null.value is True)


def _text_of(node: ast.expr, tree: ast.Module) -> str:
    """Return the constant text in ``node``, following one name to its assignment at the top of the file."""
    if isinstance(node, ast.Name):
        for statement in tree.body:
            if isinstance(statement, ast.Assign) and any(
                isinstance(target, ast.Name) and target.id == node.id for target in statement.targets
            ):
                return _text_of(statement.value, tree)
    constants = (part.value for part in ast.walk(node) if isinstance(part, ast.Constant))
    return " ".join(value for value in constants if isinstance(value, str))


def main() -> int:
    """Print every fault of every migration; return 1 when there is one."""
    files = sorted(ROOT.glob(MIGRATIONS))
    found = [fault for path in files for fault in faults(path, path.read_text(encoding="utf-8"))]
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
