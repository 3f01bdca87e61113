"""The face of the permanent record."""

from weibao.foundation.audit.actions.recording import NewEntry, record, record_many
from weibao.foundation.audit.actions.sealing import seal
from weibao.foundation.audit.names import find_people_by, name_deeds
from weibao.foundation.audit.queries.entries import FoundEntry, FoundPage, TimelineEntry, search, timeline
from weibao.foundation.audit.queries.seals import latest_seal
from weibao.foundation.audit.queries.verification import Report, verify
from weibao.foundation.audit.rules.content import NATION
from weibao.foundation.audit.rules.links import Break, BreakKind
from weibao.foundation.audit.rules.reading import READ

__all__ = [
    "NATION",
    "READ",
    "Break",
    "BreakKind",
    "FoundEntry",
    "FoundPage",
    "NewEntry",
    "Report",
    "TimelineEntry",
    "find_people_by",
    "latest_seal",
    "name_deeds",
    "record",
    "record_many",
    "seal",
    "search",
    "timeline",
    "verify",
]
