"""What the rules need to know of a stored ticket, taken from its row and from the profile that it runs by."""

from weibao.advice.policy import api as policy
from weibao.foundation.kernel.refusals import Refusal, noop
from weibao.work.tickets import rules
from weibao.work.tickets.models import Ticket
from weibao.work.tickets.states import State

KIND = "ticket"
NOT_FOUND = Refusal("not_found", noop("没有这张工单，或者不在您的管辖范围内"))


def facts_of(ticket: Ticket) -> rules.TicketFacts:
    """Return what the rules need to know of ``ticket``."""
    profile = policy.load(ticket.profile)
    return rules.TicketFacts(
        state=State(ticket.state),
        urgency=ticket.urgency,
        urgent_kind=_is_urgent_kind(ticket, profile),
        turn_unit_id=ticket.turn_unit_id,
        owner_unit_id=ticket.owner_unit_id,
        intake_unit_id=ticket.intake_unit_id,
        assignment_id=ticket.assignment_id,
        replied=ticket.replied_at is not None,
        followed_up=ticket.followed_up_at is not None,
        version=ticket.version,
    )


def _is_urgent_kind(ticket: Ticket, profile: policy.Profile) -> bool:
    """Return whether a child is being harmed in one of the four urgent ways; a question about the law is not that."""
    asks_only = profile.answers_at_once(policy.RequestType(ticket.request_type))
    if asks_only and ticket.urgency != policy.Urgency.CRITICAL:
        return False
    return profile.urgent_kind(ticket.category) is not None
