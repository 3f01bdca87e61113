"""Gathers the Chinese sentences of pages and rules, and compiles their English translation, with Babel alone.

    python -m tools.translations extract    # bring the catalogue up to date: new sentences come in empty
    python -m tools.translations compile    # what setup does: write build/locale, which is never committed
    python -m tools.translations check      # what the gate does: fail on a sentence without a sound translation

The Chinese sentence is the key. The catalogue is sorted by it and carries no dates and no line numbers, so that only
a changed sentence changes the file.
"""

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "weibao"
CATALOGUE = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"
COMPILED = ROOT / "build" / "locale" / "en" / "LC_MESSAGES" / "django.mo"

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "noop": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
TEMPLATE_OPTIONS = {"extensions": "jinja2.ext.do", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
HEADER = """# English of Weibao. The key is the Chinese sentence in the source; `make translations` keeps this in order.
msgid ""
msgstr ""
"Language: en\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
_PLACES = re.compile(r"%(?:\(\w+\))?[sdif]")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_NUMBER_OF_A_NOTICE = re.compile(r"[\u4e00-\u9fff]+〔\d{4}〕\d+号")  # has no English: it is how the paper is found


def main(arguments: list[str]) -> int:
    """Do what the one argument names; return the exit code."""
    match arguments:
        case ["extract"]:
            write(merged())
        case ["compile"]:
            compile_catalogue()
        case ["check"]:
            found = list(faults())
            print(*found, sep="\n", end="\n" if found else "")
            return 1 if found else 0
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


def sentences() -> Catalog:
    """Return every marked sentence of the Python files and templates, with the files that it stands in."""
    catalog = Catalog(locale="en")
    for path in sorted(SOURCE.rglob("*")):
        inside = path.relative_to(SOURCE).parts
        if "tests" in inside or "migrations" in inside:
            continue
        if path.suffix == ".py":
            found = extract_from_file("python", path, keywords=KEYWORDS)
        elif path.suffix == ".html" and "templates" in inside:
            found = extract_from_file("jinja2", path, keywords=KEYWORDS, options=TEMPLATE_OPTIONS)
        else:
            continue
        for _, text, _, context in found:
            catalog.add(text, locations=[(path.relative_to(ROOT).as_posix(), 0)], context=context)
    return catalog


def committed() -> Catalog:
    """Return the catalogue as it is in the tree; an empty one before the first extraction."""
    if not CATALOGUE.is_file():
        return Catalog(locale="en")
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def merged() -> Catalog:
    """Return the catalogue with the sentences of today: translations kept, new ones empty, old ones dropped."""
    catalog = committed()
    catalog.update(sentences(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    return catalog


def rendered(catalog: Catalog) -> bytes:
    """Return the text of the catalogue in the one form in which it is committed."""
    body = BytesIO()
    for message in catalog:
        message.locations = sorted(set(message.locations))
        message.auto_comments = []
    write_po(body, catalog, width=120, omit_header=True, sort_output=True, include_lineno=False)
    return HEADER.encode() + body.getvalue()


def write(catalog: Catalog) -> None:
    """Write the catalogue into the tree and say what is left to translate."""
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_bytes(rendered(catalog))
    empty = sum(not complete(message) for message in catalog if message.id)
    print(f"{CATALOGUE.relative_to(ROOT)}: {len(catalog)} sentences, {empty} to translate")


def compile_catalogue() -> None:
    """Compile the catalogue for Django when it is newer than what was compiled before."""
    if not CATALOGUE.is_file():
        return
    if COMPILED.is_file() and COMPILED.stat().st_mtime > CATALOGUE.stat().st_mtime:
        return
    COMPILED.parent.mkdir(parents=True, exist_ok=True)
    unfinished = COMPILED.with_suffix(".unfinished")
    with unfinished.open("wb") as file:
        write_mo(file, committed())
    unfinished.replace(COMPILED)


def faults() -> Iterator[str]:
    """Yield one line for each thing that is wrong with the catalogue."""
    where = CATALOGUE.relative_to(ROOT)
    catalog = merged()
    if not CATALOGUE.is_file() or CATALOGUE.read_bytes() != rendered(catalog):
        yield f"{where}: out of step with the sources; run `make translations`"
    for message in catalog:
        if not message.id:
            continue
        first = message.id if isinstance(message.id, str) else message.id[0]
        if not complete(message):
            yield f"{where}: not translated: {first}"
        elif message.fuzzy:
            yield f"{where}: marked as doubtful: {first}"
        else:
            yield from (f"{where}: {fault}: {first}" for fault in sorted(_unsound(message)))


def complete(message: Message) -> bool:
    """Return whether every form of the sentence has a translation."""
    forms = message.string if isinstance(message.string, tuple | list) else [message.string]
    return bool(forms) and all(forms)


def _unsound(message: Message) -> set[str]:
    """Return what is wrong with a translation that is there."""
    originals = [message.id] if isinstance(message.id, str) else list(message.id)
    forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
    allowed = {place for text in originals for place in _PLACES.findall(text)}
    wrong = set()
    for form in forms:
        if not set(_PLACES.findall(form)) <= allowed or (isinstance(message.id, str) and _lost(message.id, form)):
            wrong.add("other placeholders than the Chinese")
        if _CHINESE.search(_NUMBER_OF_A_NOTICE.sub("", form)) and form != originals[0]:
            wrong.add("Chinese in the English")
    return wrong


def _lost(text: str, form: str) -> bool:
    return set(_PLACES.findall(text)) != set(_PLACES.findall(form))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
