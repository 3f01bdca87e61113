"""Checks that no linter knows: length of files, opening sentences, names of files, and words that do not belong here.

Each check is a function of a path and its text, so that ``tests/test_house_rules.py`` can show it what it must find.
"""

import ast
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 400

# A file so called is a concept that has not been found yet.
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base"}

# In each pattern one letter stands in brackets, so that this file does not find itself.
FOREIGN_WORDS = {
    "the address of a package index belongs to the machine": (
        r"py[p]i\.org|pythonho[s]ted|regis[t]ry\.npm|np[m]js\.(org|com)|npmmi[r]ror"
        r"|deb\.de[b]ian\.org|security\.de[b]ian\.org|(mirrors?|tuna)\.[t]una|mirrors\.al[i]yun|nodeso[u]rce"
    ),
    "a path of the machine it was written on": r"(?<![\w.*])/wo[r]k/(main|shared|w)\b|/tm[p]/w\b|\.\./sh[a]red\b",
    "a word about who or what wrote it": (
        r"(?i:\bpro[m]pt(s|ed)?\b|\bsub-?ag[e]nts?\b|\bag[e]ntic\b|\blanguage mo[d]els?\b|\bA[I] (assistant|model)s?\b"
        r"|\bthis sess[i]on of the\b|\bsess[i]on of the model\b|\bclau[d]e\b|\banthr[o]pic\b|\bchat[g]pt\b|\bl[l]ms?\b)"
        r"|\bthe le[a]d (says|wants|wires|must)\b|\bhelper [A-Z]\b|\bbri[e]f\.md\b"
    ),
    "work that is not finished": r"\b(TO[D]O|FIX[M]E|XX[X])\b|\bNotImpl[e]mentedError\b|pragma: no co[v]er",
    "a test that does not run": r"pytest\.mark\.(sk[i]p|xf[a]il)|pytest\.(sk[i]p|xf[a]il)\(",
}
_FOREIGN = {reason: re.compile(pattern) for reason, pattern in FOREIGN_WORDS.items()}

Check = Callable[[Path, str], Iterator[str]]


def too_long(path: Path, text: str) -> Iterator[str]:
    """Yield a fault for a Python file of more than ``LONGEST`` lines; migrations are written by a generator."""
    lines = text.count("\n")
    if path.suffix == ".py" and "migrations" not in path.parts and lines > LONGEST:
        yield f"{path}: {lines} lines; it is usually two things"


def no_opening_sentence(path: Path, text: str) -> Iterator[str]:
    """Yield a fault for a Python file that does not begin by saying what it is for.

    Generated migrations and the empty files that only mark a package of tests or migrations need not.
    """
    if path.suffix != ".py" or "migrations" in path.parts or not text.strip():
        if path.name == "__init__.py" and not {"tests", "migrations"} & set(path.parts):
            yield f"{path}: a package says in one sentence what it is for"
        return
    opening = (ast.get_docstring(ast.parse(text)) or "").split("\n")[0]
    if not opening.endswith((".", "。", "?", ":")):
        yield f"{path}: does not open with a sentence"


def empty_name(path: Path, _text: str) -> Iterator[str]:
    """Yield a fault for a file or folder whose name says nothing."""
    names = {part.removesuffix(".py") for part in path.parts if part.endswith(".py") or "." not in part}
    if path.suffix == ".py" and names & EMPTY_NAMES:
        yield f"{path}: the name says nothing; find the concept"


def foreign_words(path: Path, text: str) -> Iterator[str]:
    """Yield a fault for each line with a word that has no place in the project."""
    for number, line in enumerate(text.splitlines(), 1):
        for reason, pattern in _FOREIGN.items():
            found = pattern.search(line)
            if found:
                yield f"{path}:{number}: {reason}: {found[0]}"


CHECKS: tuple[Check, ...] = (too_long, no_opening_sentence, empty_name, foreign_words)


def kept_files() -> list[Path]:
    """Return every file that is or would be committed, relative to the project."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [Path(name) for name in sorted(set(listed.split("\0"))) if name and (ROOT / name).is_file()]


def faults() -> Iterator[str]:
    """Yield every fault of every kept text file."""
    for path in kept_files():
        try:
            text = (ROOT / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for check in CHECKS:
            yield from check(path, text)


def main() -> int:
    """Print every fault; return 1 when there is one."""
    found = list(faults())
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
