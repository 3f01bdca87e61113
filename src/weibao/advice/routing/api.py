"""The face of the routing adviser: who owns a matter, and where an item goes next."""

from weibao.advice.routing.ownership import owner_at_home, owner_of
from weibao.advice.routing.rules import advise, urgent_kind_of
from weibao.advice.routing.terms import (
    FindUnits,
    MissingUnit,
    Ownership,
    Proposal,
    Reason,
    Role,
    RoutingAdvice,
    RoutingFacts,
    UnitRow,
)

__all__ = [
    "FindUnits",
    "MissingUnit",
    "Ownership",
    "Proposal",
    "Reason",
    "Role",
    "RoutingAdvice",
    "RoutingFacts",
    "UnitRow",
    "advise",
    "owner_at_home",
    "owner_of",
    "urgent_kind_of",
]
