"""Searches the stories: how long it takes for common and rare words and names, and whether anything is missed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import psycopg

from bench import measure, stories
from weibao.foundation.kernel import search
from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.scope import acting_as, bounds
from weibao.work.tickets import api as tickets

_ALL = 2_000_000
# What LIKE finds, read as the superuser and narrowed by hand: the truth that row-level security and index must meet.
_TRUTH = """
SELECT t.id FROM intake_contact c JOIN tickets_ticket t ON t.contact_id = c.id
WHERE c.text LIKE '%%' || %(word)s || '%%'
  AND ((t.path >= %(low)s AND t.path < %(high)s)
       OR EXISTS (SELECT FROM kernel_share s WHERE s.subject_id = t.id AND s.unit_id = %(unit)s))
"""


@dataclass(frozen=True, slots=True)
class Searching:
    """Elapsed milliseconds of a search with its rows, over all sampled words."""

    median: float
    p95: float
    slowest: str


def sample(made: stories.Words) -> list[str]:
    """Return common, usual, rare and absent words, and names of two and three characters."""
    long = [name for name in made.names[:2000] if len(name) == 3][:20]
    short = [name for name in made.names[:2000] if len(name) == 2][:20]
    return [*stories.FREQUENT, *stories.USUAL, *stories.RARE, *stories.ABSENT, *long, *short]


def timed(words: Sequence[str], by: Actor) -> Searching:
    """Return what a search takes with the rows that a list shows of it."""
    taken: dict[str, float] = {}
    with acting_as(by):
        tickets.find(words[0], by=by)
        for word in words:
            times = [measure.repeat(lambda _, word=word: tickets.find(word, by=by), 1, warm=0).median for _ in range(2)]  # type: ignore[misc]  # bound at once
            taken[word] = min(times)
    values = list(taken.values())
    return Searching(measure.part(values, 0.5), measure.part(values, 0.95), max(taken, key=lambda word: taken[word]))


def recall(admin: psycopg.Connection, words: Sequence[str], actors: Mapping[str, Actor]) -> tuple[float, float]:
    """Return which share of what LIKE finds the search finds, and which share of what it finds LIKE finds too."""
    wanted = met = given = 0
    for by in actors.values():
        low, high = bounds(by.scope_path)
        for word in words:
            values = {"word": word, "low": low, "high": high, "unit": by.unit_id}
            truth = {row[0] for row in admin.execute(_TRUTH.encode(), values)}
            with acting_as(by):
                found = set(_every(word))
            wanted += len(truth)
            given += len(found)
            met += len(truth & found)
    return met / max(wanted, 1), met / max(given, 1)


def _every(word: str) -> list[int]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT found FROM tickets_search(%s, %s, %s)", [search.query(word), 2**62, _ALL])
        return [row[0] for row in cursor.fetchall()]
