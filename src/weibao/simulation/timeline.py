"""What a story looked like, deed by deed: as lines for programs and as a table for people."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from unicodedata import east_asian_width

from weibao.foundation.kernel import clock


@dataclass(frozen=True, slots=True)
class Line:
    """One deed: who did it for which unit, what it was, and where it left the ticket.

    ``turn`` is the unit whose turn it is then, ``due_at`` by when; both are empty once the ticket has ended.
    """

    at: datetime
    who: str
    unit: str
    deed: str
    summary: str
    state: str
    state_label: str
    turn: str
    due_at: datetime | None
    ticket: str


@dataclass(slots=True)
class Timeline:
    """The lines of a story in order, and the claims that it proved on the way."""

    name: str
    title: str
    lines: list[Line] = field(default_factory=list)
    claims: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return the story as JSON values; instants are ISO 8601 in local time."""
        return {
            "journey": self.name,
            "title": self.title,
            "timeline": [{key: _plain(value) for key, value in asdict(line).items()} for line in self.lines],
            "claims": list(self.claims),
        }

    def as_text(self) -> str:
        """Return the story as a Chinese table, one line for each deed, and the claims below it."""
        shown = [f"{self.name} {self.title}"]
        ticket = ""
        for line in self.lines:
            if line.ticket != ticket:
                ticket = line.ticket
                shown += ["", f"工单 {ticket}"]
            due = f"，{clock.local(line.due_at):%m-%d %H:%M} 前" if line.due_at else ""
            turn = f"轮到{line.turn}{due}" if line.turn else "已结束"
            who = f"{line.unit} {line.who}"
            shown.append(
                f"{clock.local(line.at):%Y-%m-%d %H:%M}  {_padded(who, 30)}{_padded(line.summary, 56)}"
                f"{_padded(line.state_label, 10)}{turn}"
            )
        return "\n".join([*shown, "", *(f"✓ {claim}" for claim in self.claims)])


def _plain(value: object) -> object:
    return clock.local(value).isoformat(timespec="seconds") if isinstance(value, datetime) else value


def _padded(text: str, width: int) -> str:
    """Return ``text`` filled up with blanks to a width in columns; Chinese characters take two."""
    taken = sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
    return text + " " * max(width - taken, 1)
