"""What rules, limits and divisions are called in the reader's language."""

from django.utils.translation import get_language, gettext

from weibao.advice.policy import api as policy
from weibao.advice.routing import api as routing

_GRADES = {policy.Urgency.CRITICAL: 3, policy.Urgency.URGENT: 2}
_TONES = {policy.Urgency.CRITICAL: "red", policy.Urgency.URGENT: "orange"}


def language() -> str:
    """Return the language of the page."""
    return get_language() or "zh-hans"


def named(rule: policy.Labelled) -> str:
    """Return what a rule of the profile is called."""
    return policy.label(rule, language())


def span(limit: policy.Span) -> str:
    """Return a length of time in words, such as 5 个工作日."""
    gap = "" if language().startswith("zh") and limit.unit.value in {"minutes", "hours"} else " "
    return f"{limit.amount}{gap}{policy.word(limit.unit, language())}"


def reason(why: routing.Reason) -> str:
    """Return why something is advised."""
    return gettext(why.text) % why.params if why.params else gettext(why.text)


def basis(of: policy.Basis) -> str:
    """Return the text a rule rests on, as it is cited; citations are not translated."""
    return gettext("缺省规则") if of.is_default else f"{of.document} {of.article}".strip()


def grade(urgency: str) -> int:
    """Return how loudly an urgency is marked: 3, 2 or 1."""
    return _GRADES.get(policy.Urgency(urgency), 1)


def tone(urgency: policy.Urgency) -> str:
    """Return the tone of an urgency, ``""`` for the quiet ones."""
    return _TONES.get(urgency, "")
