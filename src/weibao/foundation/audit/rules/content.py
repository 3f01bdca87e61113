"""What may stand on the permanent record, and the exact bytes its hash covers."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import NamedTuple

import orjson

from weibao.foundation.kernel.refusals import Refusal, noop

NATION = "/"
"""The path of what belongs to no place: only those who see the whole country see it by region."""

GENESIS = bytes(32)
"""Stands where the first entry of a subject names the hash before it."""

SUMMARY_LIMIT = 4000
TEXT_LIMIT = 400
DEPTH_LIMIT = 4

# Stands first in the bytes of an entry, so that they can never be read as those of a head, a seal or a later layout.
_LAYOUT = 1

_SUBJECT = re.compile(r"[a-z][a-z_]{0,39}:[A-Za-z0-9][A-Za-z0-9._/-]{0,99}")
_DEED = re.compile(r"[a-z][a-z_]{0,39}\.[a-z][a-z_]{0,59}")
_PATH = re.compile(r"|/([0-9A-Za-z]{1,12}/)*")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")

# Personal information and secrets have labelled columns, some of them encrypted; the record is kept for ever
# and cannot be corrected, so they must not get in here at all (PIPL 19 and 47: no longer than needed, and deletable).
# fmt: off
_PERSONAL_WORDS = frozenset({
    "address", "birthdate", "birthday", "citizen", "guardian", "idcard", "mobile", "name", "narrative", "password",
    "phone", "secret", "telephone", "token", "transcript",
})
_PERSONAL_KEYS = frozenset({
    "birth_date", "born_on", "citizen_id", "id_card", "id_number", "look_up_code", "lookup_code",
})
_NAMED_THINGS = frozenset({
    "calendar", "clock", "deed", "division", "field", "file", "policy", "post", "profile", "region", "register", "role",
    "step", "template", "unit",
})
# fmt: on


class Content(NamedTuple):
    """Everything one entry says, in the order in which its hash covers it; ``facts`` is canonical JSON."""

    subject: str
    seq: int
    at: datetime
    deed: str
    by_id: int
    by_name: str
    unit_id: int | None
    unit_name: str
    summary: str
    facts: str
    path: str
    algorithm: str
    key_version: int


def canonical(content: Content, previous_hash: bytes) -> bytes:
    """Return the bytes that an entry's hash covers: a JSON list with the instant in UTC and the hash before it."""
    subject, seq, at, deed, by_id, by_name, unit_id, unit_name, summary, facts, path, algorithm, key_version = content
    return orjson.dumps(
        (
            _LAYOUT,
            subject,
            seq,
            at.astimezone(UTC),
            deed,
            by_id,
            by_name,
            unit_id,
            unit_name,
            summary,
            orjson.Fragment(facts),
            path,
            algorithm,
            key_version,
            previous_hash.hex(),
        )
    )


def canonical_facts(facts: Mapping[str, object]) -> str:
    """Return facts as JSON with sorted keys: what is hashed, and what the stored value gives when made so again."""
    return orjson.dumps(dict(facts), option=orjson.OPT_SORT_KEYS).decode() if facts else "{}"


def why_not_record(subject: str, deed: str, summary: str, facts: Mapping[str, object], path: str) -> Refusal | None:
    """Return what keeps an entry off the record, or None.

    The codes are ``unknown_subject_form``, ``unknown_deed_form``, ``unknown_path_form``, ``summary_unfit``,
    ``facts_unfit`` and ``personal_fact``.
    """
    if no := why_not_subject(subject):
        return no
    if not _DEED.fullmatch(deed):
        return Refusal(
            "unknown_deed_form", noop("审计行为“%(deed)s”的写法不对，应如 tickets.sign"), {"deed": deed[:60]}
        )
    if not _PATH.fullmatch(path):
        return Refusal("unknown_path_form", noop("区划路径“%(path)s”的写法不对，应如 /22/2203/"), {"path": path[:60]})
    if not summary.strip() or len(summary) > SUMMARY_LIMIT or "\0" in summary:
        limits = {"limit": SUMMARY_LIMIT}
        return Refusal("summary_unfit", noop("审计摘要不能为空，不能超过 %(limit)s 字，不能含空字符"), limits)
    return why_not_facts(facts) if facts else None


def why_not_subject(subject: str) -> Refusal | None:
    """Return why this names no subject of the record, or None: code ``unknown_subject_form``."""
    if _SUBJECT.fullmatch(subject):
        return None
    return Refusal(
        "unknown_subject_form", noop("审计对象“%(subject)s”的写法不对，应如 ticket:123"), {"subject": subject[:60]}
    )


def why_not_facts(facts: Mapping[str, object]) -> Refusal | None:
    """Return why these facts may not be kept for ever, or None: codes ``facts_unfit`` and ``personal_fact``."""
    return _why_not_object(facts, 0)


def is_personal_key(key: str) -> bool:
    """Tell whether a fact under this key would hold a person's data or a secret; ``unit_name`` and the like do not."""
    if key in _PERSONAL_KEYS:
        return True
    words = key.split("_")
    if words[-1] == "name" and len(words) > 1 and words[-2] in _NAMED_THINGS:
        words = words[:-2]
    return not _PERSONAL_WORDS.isdisjoint(words)


def _why_not_value(value: object, key: str, depth: int) -> Refusal | None:
    if not isinstance(value, dict | list | tuple):
        return None if _is_plain(value) else _unfit(key)
    if depth >= DEPTH_LIMIT:
        return _unfit(key)
    if isinstance(value, dict):
        return _why_not_object(value, depth)
    return next((no for item in value if (no := _why_not_value(item, key, depth + 1))), None)


def _is_plain(value: object) -> bool:
    # No fractions: the database would write them differently from how they came, and the hash would no longer fit.
    if isinstance(value, int):
        return -(2**63) <= value < 2**63
    if isinstance(value, str):
        return len(value) <= TEXT_LIMIT and "\0" not in value
    if isinstance(value, datetime):
        return value.tzinfo is not None
    return value is None or isinstance(value, date)


def _why_not_object(value: Mapping[str, object], depth: int) -> Refusal | None:
    for key, item in value.items():
        if not isinstance(key, str) or not _KEY.fullmatch(key):
            return _unfit(str(key))
        if is_personal_key(key):
            return Refusal("personal_fact", noop("审计事实中不得含有个人信息或密钥：%(key)s"), {"key": key})
        if no := _why_not_value(item, key, depth + 1):
            return no
    return None


def _unfit(key: str) -> Refusal:
    return Refusal(
        "facts_unfit", noop("审计事实“%(key)s”只能是短文本、整数、是否、日期时间、空值或它们的列表"), {"key": key}
    )
