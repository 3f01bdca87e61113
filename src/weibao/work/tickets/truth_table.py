"""The truth table of permissions: who sees which ticket, and which role may do which verb, from the one evaluator."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from weibao.foundation.kernel.actor import Actor, Level
from weibao.people.access.api import LABELS, Role, deeds_of
from weibao.people.directory.kinds import KINDS, UnitKind
from weibao.work.tickets import rules, states
from weibao.work.tickets.states import State, Verb

OWN, OTHER = 1, 2


class Relation(StrEnum):
    """How a unit stands to a ticket."""

    TURN = "turn"  # 轮到本单位
    OVERSEES = "oversees"  # 主管所在地区
    SHARED = "shared"  # 曾经或正在承办
    NEITHER = "neither"  # 无关


RELATION_LABELS = {
    Relation.TURN: "轮到本单位 (its turn)",
    Relation.OVERSEES: "主管所在地区 (oversees the region)",
    Relation.SHARED: "有承办关系 (was given a part)",
    Relation.NEITHER: "无关 (neither)",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """The answer for one role, relation and verb: whether it may, and if not, the code of the refusal."""

    role: Role
    relation: Relation
    verb: Verb
    refusal: str


def sees(*, reads: bool, oversees: bool, unit_path: str, ticket_path: str, shared: bool) -> bool:
    """Return whether a post sees a ticket: by region if its unit oversees, or by a share; never one that reads none."""
    return reads and ((oversees and ticket_path.startswith(unit_path)) or shared)


def reads_tickets(role: Role) -> bool:
    """Return whether a role reads tickets at all."""
    return "tickets.read" in deeds_of(frozenset({role}))


def cells() -> Iterator[Cell]:
    """Yield every cell: each verb asked in the first state in which it can be done, with all its other needs met."""
    for role in Role:
        for relation in Relation:
            for verb in Verb:
                yield Cell(role, relation, verb, refusal(role, relation, verb))


def refusal(role: Role, relation: Relation, verb: Verb) -> str:
    """Return the code by which a verb is refused, ``not_found`` where the ticket is not even seen, or ``""``."""
    if relation is Relation.NEITHER or not reads_tickets(role):
        return "not_found"
    state = min(states.from_states(verb), key=list(State).index)
    why = rules.why_not(verb, facts(state, turn=relation is Relation.TURN), actor(role))
    return why.code if why else ""


def facts(state: State, *, turn: bool) -> rules.TicketFacts:
    """Return a ticket in ``state`` whose other needs are met."""
    ended = state in states.ENDED
    return rules.TicketFacts(
        state=state,
        urgency="normal",
        urgent_kind=False,
        turn_unit_id=None if ended else (OWN if turn else OTHER),
        owner_unit_id=OTHER,
        intake_unit_id=OTHER,
        assignment_id=7,
        replied=True,
        followed_up=True,
        version=1,
    )


def actor(role: Role) -> Actor:
    """Return somebody of the unit ``OWN`` with one role."""
    return Actor(
        id=1,
        name="",
        login="",
        unit_id=OWN,
        unit_name="",
        unit_kind="",
        level=Level.COUNTY,
        region_code="",
        scope_path="",
        deeds=deeds_of(frozenset({role})),
    )


def document() -> str:
    """Return the table as the document that is committed; ``make check`` compares the two."""
    lines = [
        "# Who may do what",
        "",
        "Generated from the one evaluator (`weibao.work.tickets.rules.why_not`) by `make docs`. A test proves that the",
        "evaluator, the lists (`visible_to`) and the database (row-level security) agree.",
        "",
        "## Who sees a ticket (谁看得到)",
        "",
        "A post sees a ticket when its role reads tickets, and either its unit oversees a region that holds the place",
        "of the matter, or the unit was given a part in it. Kinds of unit that oversee their region:",
        "",
        "| 机构类型 | kind | levels |",
        "|---|---|---|",
    ]
    for kind in UnitKind:
        if KINDS[kind].oversees:
            levels = ", ".join(level.value for level in Level if level in KINDS[kind].levels)
            lines.append(f"| {KINDS[kind].zh} | `{kind.value}` | {levels} |")
    silent = "、".join(LABELS[role] for role in Role if not reads_tickets(role))
    lines += ["", f"Roles that see no ticket at all: {silent}.", ""]
    for relation in (Relation.TURN, Relation.OVERSEES, Relation.SHARED):
        lines += [f"## {RELATION_LABELS[relation]}", "", _head(), "|---|" + "---|" * len(Verb)]
        for role in Role:
            if reads_tickets(role):
                marks = " | ".join(_mark(refusal(role, relation, verb)) for verb in Verb)
                lines.append(f"| {LABELS[role]} `{role.value}` | {marks} |")
        lines.append("")
    lines += [
        "✓ may, in a state in which the verb can be done. `permission`: the role has no such permission. `turn`: it is",
        "another unit's turn. Whoever does not see the ticket is told that there is none.",
        "",
    ]
    return "\n".join(lines)


def _head() -> str:
    return "| role | " + " | ".join(f"{states.VERB_LABELS[verb]}<br>`{verb.value}`" for verb in Verb) + " |"


def _mark(code: str) -> str:
    return {"": "✓", "no_permission": "permission", "other_unit": "turn"}.get(code, code)
