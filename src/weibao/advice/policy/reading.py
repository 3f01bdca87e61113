"""Who may read the rules and their basis, and of which days."""

from datetime import date

from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.refusals import Refusal, noop

READ = "policy.read"


def why_not_read(by: Actor) -> Refusal | None:
    """Return why the actor may not read the rules, or None: ``no_permission``."""
    if not by.holds(READ):
        return Refusal("no_permission", noop("您没有查看规则及依据的权限"))
    return None


def why_not_day(on: date, valid_from: date) -> Refusal | None:
    """Return why the rules cannot be shown as of a day, or None: ``invalid`` before they came into force."""
    if on < valid_from:
        return Refusal("invalid", noop("本系统的规则自%(day)s起施行，更早的日期没有可查的规则"), {"day": valid_from})
    return None
