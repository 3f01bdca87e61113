"""The face of the policy module: the rules of a province, loaded, asked and proved.

`LimitUnit` here is the one definition of the units in which limits count; deadlines takes it from here.
"""

from weibao.advice.policy.checker import Proof, Verdict, check, examine
from weibao.advice.policy.faults import Problem, ProfileFaultError
from weibao.advice.policy.loader import load
from weibao.advice.policy.profile import Profile, SecuritySettings
from weibao.advice.policy.queries import RuleGroup, RuleRow, RuleValues, rule_rows, rule_values
from weibao.advice.policy.rules import (
    Basis,
    Category,
    CategoryGroup,
    DispatchRule,
    Duty,
    Labelled,
    LimitRule,
    OwnershipRule,
    Route,
    UrgentKind,
    Waiting,
)
from weibao.advice.policy.sources import FOLDER, names, of_province
from weibao.advice.policy.spans import Span, WrongSpanError
from weibao.advice.policy.table import RuleMissingError, Table
from weibao.advice.policy.terms import (
    DutyName,
    Ground,
    NextStep,
    Protection,
    RequestType,
    Scope,
    Source,
    Step,
    Trigger,
    Turn,
    Urgency,
    WaitingState,
)
from weibao.advice.policy.units import LimitUnit
from weibao.advice.policy.words import PROTECTION_LABELS, label, word

__all__ = [
    "FOLDER",
    "PROTECTION_LABELS",
    "Basis",
    "Category",
    "CategoryGroup",
    "DispatchRule",
    "Duty",
    "DutyName",
    "Ground",
    "Labelled",
    "LimitRule",
    "LimitUnit",
    "NextStep",
    "OwnershipRule",
    "Problem",
    "Profile",
    "ProfileFaultError",
    "Proof",
    "Protection",
    "RequestType",
    "Route",
    "RuleGroup",
    "RuleMissingError",
    "RuleRow",
    "RuleValues",
    "Scope",
    "SecuritySettings",
    "Source",
    "Span",
    "Step",
    "Table",
    "Trigger",
    "Turn",
    "Urgency",
    "UrgentKind",
    "Verdict",
    "Waiting",
    "WaitingState",
    "WrongSpanError",
    "active",
    "check",
    "examine",
    "label",
    "load",
    "names",
    "of_province",
    "rule_rows",
    "rule_values",
    "word",
]


def active() -> Profile:
    """Return the profile this installation runs under (`WEIBAO_PROFILE`), read once per process.

    Refused with `unknown_profile`; raises ProfileFaultError when its files are faulty.
    """
    # Imported here so that rules can be loaded and proved without the framework.
    from django.conf import settings

    return load(settings.WEIBAO_PROFILE)
