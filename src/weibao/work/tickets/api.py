"""The face of tickets."""

from weibao.work.tickets.actions.ending import answer, close, follow_up, not_accept, redo, review
from weibao.work.tickets.actions.giving import dispatch, refer_up
from weibao.work.tickets.actions.opening import Opened, classified, register
from weibao.work.tickets.actions.working import REPLY_WAYS, note, reply, report_progress, sign
from weibao.work.tickets.numbers import is_ticket_number
from weibao.work.tickets.presenting import QueueRow, queue_rows
from weibao.work.tickets.queries.contacts import contact_ids, of_contacts
from weibao.work.tickets.queries.detail import (
    AssignmentRow,
    LogLine,
    ReplyRow,
    TicketView,
    VerbRow,
    ticket,
    timeline,
    verbs,
    view,
)
from weibao.work.tickets.queries.finding import find, for_caller, ids_by_words
from weibao.work.tickets.queries.lists import COUNTED_UP_TO, DUE_SOON, TAB_LABELS, Filters, Page, Row, Tab, counts, page
from weibao.work.tickets.rules import TicketFacts, why_not
from weibao.work.tickets.shapes import done
from weibao.work.tickets.states import ENDED, LABELS, VERB_LABELS, State, Verb
from weibao.work.tickets.verbs import Panel, offer

__all__ = [
    "COUNTED_UP_TO",
    "DUE_SOON",
    "ENDED",
    "LABELS",
    "REPLY_WAYS",
    "TAB_LABELS",
    "VERB_LABELS",
    "AssignmentRow",
    "Filters",
    "LogLine",
    "Opened",
    "Page",
    "Panel",
    "QueueRow",
    "ReplyRow",
    "Row",
    "State",
    "Tab",
    "TicketFacts",
    "TicketView",
    "Verb",
    "VerbRow",
    "answer",
    "classified",
    "close",
    "contact_ids",
    "counts",
    "dispatch",
    "done",
    "find",
    "follow_up",
    "for_caller",
    "ids_by_words",
    "is_ticket_number",
    "not_accept",
    "note",
    "of_contacts",
    "offer",
    "page",
    "queue_rows",
    "redo",
    "refer_up",
    "register",
    "reply",
    "report_progress",
    "review",
    "sign",
    "ticket",
    "timeline",
    "verbs",
    "view",
    "why_not",
]
