"""Fills the database with tickets by SQL, as the superuser: a million through the real actions would take hours."""

from collections.abc import Callable, Sequence
from datetime import datetime

import psycopg

from bench import stories

WHOLE = 1_000_000
SMALL = 10_000
DAYS = 730
OPEN_IN_SMALL = 1_000
OPEN_IN_WHOLE = 10_000
MANY_SHARES = 10_000
FEW_SHARES = 100

Say = Callable[[str], None]

_PREPARE = """
CREATE UNLOGGED TABLE bench_story (n integer PRIMARY KEY, story text, words tsvector);
CREATE UNLOGGED TABLE bench_name (n integer PRIMARY KEY, name text, words tsvector);
CREATE UNLOGGED TABLE bench_phone (n integer PRIMARY KEY, index bytea);
CREATE UNLOGGED TABLE bench_sealed (n integer PRIMARY KEY, caller bytea, child bytea, code bytea);
CREATE UNLOGGED TABLE bench_county AS
    SELECT row_number() OVER (ORDER BY county.path) - 1 AS n, county.region_code AS code, county.path,
           split_part(county.path, '/', 3) AS city_code, county.id AS county_unit, city.id AS city_unit,
           line.id AS line_unit, police.id AS police_unit
    FROM directory_unit county
    JOIN directory_unit city ON city.kind = 'civil_affairs' AND county.path LIKE city.path || '%%'
         AND city.level = 'city'
    JOIN directory_unit line ON line.kind = 'line_12345' AND line.path = city.path
    JOIN directory_unit police ON police.kind = 'police' AND police.path = county.path
    WHERE county.kind = 'civil_affairs' AND county.level = 'county';
CREATE UNLOGGED TABLE bench_category (n integer PRIMARY KEY, key text);
"""

# One row for each number: everything that the tables below have in common. Multipliers are primes, so that story,
# name, county and the rest vary independently of each other.
_ROWS = """
CREATE UNLOGGED TABLE bench_row AS
SELECT i, at, ((extract(epoch FROM at) * 1000)::bigint - 1577836800000 << 22) + i AS contact_id,
       ((extract(epoch FROM at) * 1000)::bigint - 1577836800000 << 22) + 2097152 + i AS ticket_id,
       (i * 7919 %% {stories})::integer AS story, (i * 104729 %% {names})::integer AS name,
       (i * 15485863 %% {phones})::integer AS phone, (i * 31 %% (SELECT count(*) FROM bench_county))::integer AS county,
       (i * 6007 %% (SELECT count(*) FROM bench_category))::integer AS category, (i %% 199)::integer AS sealed,
       i > {last} - {open} AS is_open,
       %(now)s::timestamptz + make_interval(mins => (i * 12347 %% 17280)::integer - 2880) AS due_at,
       (ARRAY['dispatched','in_progress','in_progress','in_progress','pending_dispatch','replied','follow_up'])
           [i %% 7 + 1] AS state
FROM (SELECT i, %(now)s::timestamptz - interval '1 hour'
                - make_interval(secs => ({whole} - i)::float8 * {days} * 86400 / {whole}) AS at
      FROM generate_series({first}::bigint, {last}::bigint) i) numbers
"""
_TABLES = (
    """
INSERT INTO intake_contact (id, channel, kind, text, caller, caller_phone_index, caller_relation, caller_secret,
    wants_reply, child, region_code, other_places, place_kind, path, unit_id, taken_by_id, at, simulated)
SELECT r.contact_id, 'phone', 'about_child', s.story || '孩子叫' || n.name || '。', x.caller, p.index, 'neighbour',
    false, true, x.child, c.code, '[]', '', c.path, c.line_unit, 1, r.at, true
FROM bench_row r JOIN bench_story s ON s.n = r.story JOIN bench_name n ON n.n = r.name
JOIN bench_phone p ON p.n = r.phone JOIN bench_sealed x ON x.n = r.sealed JOIN bench_county c ON c.n = r.county
ORDER BY r.i
""",
    """
INSERT INTO tickets_ticket (id, number, look_up_code, contact_id, channel, request_type, category, urgency, summary,
    region_code, path, city_code, county_code, owner_level, state, intake_unit_id, owner_unit_id, turn_unit_id, due_at,
    opened_at, ended_at, replied_at, redo_count, version, profile, simulated)
SELECT r.ticket_id, 'B' || lpad(r.i::text, 13, '0'), x.code, r.contact_id, 'phone', 'help', k.key, 'normal',
    left(s.story, 79), c.code, c.path, c.city_code, c.code, 'county',
    CASE WHEN r.is_open THEN r.state ELSE 'closed' END, c.line_unit, c.county_unit,
    CASE WHEN NOT r.is_open THEN NULL WHEN r.state IN ('dispatched', 'in_progress') THEN c.county_unit
         WHEN r.state = 'replied' THEN c.city_unit ELSE c.line_unit END,
    CASE WHEN r.is_open THEN r.due_at END, r.at, CASE WHEN NOT r.is_open THEN r.at + interval '5 days' END,
    CASE WHEN NOT r.is_open OR r.state IN ('replied', 'follow_up') THEN r.at + interval '4 days' END, 0, 1,
    'jilin-12345', true
FROM bench_row r JOIN bench_story s ON s.n = r.story JOIN bench_category k ON k.n = r.category
JOIN bench_sealed x ON x.n = r.sealed JOIN bench_county c ON c.n = r.county
ORDER BY r.i
""",
    """
INSERT INTO tickets_text (ticket_id, path, words)
SELECT r.ticket_id, c.path, s.words || n.words
FROM bench_row r JOIN bench_story s ON s.n = r.story JOIN bench_name n ON n.n = r.name
JOIN bench_county c ON c.n = r.county
ORDER BY r.i
""",
    """
INSERT INTO deadlines_clock (id, subject_kind, subject_id, name, unit_id, path, amount, unit, warn_before, ladder,
    basis_document, basis_article, started_at, started_by, due_at, warn_at, stages, stages_at, next_at, missing_years,
    pause_reason, extended, extension_reason, stopped_at, stopped_by, outcome)
SELECT r.ticket_id, 'ticket', r.ticket_id, 'handle', c.county_unit, c.path, 5, 'working_days', '', '[]', 'bench', '',
    r.at, 1, d.due_at, d.due_at - interval '1 day', ARRAY['warned', 'breached'],
    ARRAY[d.due_at - interval '1 day', d.due_at],
    CASE WHEN r.is_open THEN (SELECT min(x) FROM unnest(ARRAY[d.due_at - interval '1 day', d.due_at]) x
                              WHERE x > %(now)s) END,
    '{{}}', '', 0, '', CASE WHEN NOT r.is_open THEN r.at + interval '4 days' END,
    CASE WHEN NOT r.is_open THEN 1 END, CASE WHEN NOT r.is_open THEN 'met' END
FROM bench_row r JOIN bench_county c ON c.n = r.county,
LATERAL (SELECT CASE WHEN r.is_open THEN r.due_at ELSE r.at + interval '5 days' END AS due_at) d
ORDER BY r.i
""",
    # Every tenth matter was given to the county's police, which sees by grant only.
    """
INSERT INTO kernel_share (subject_id, unit_id)
SELECT subject, c.police_unit FROM bench_row r JOIN bench_county c ON c.n = r.county,
LATERAL (VALUES (r.ticket_id), (r.contact_id)) AS both_ids (subject)
WHERE r.i %% 10 = 3 ON CONFLICT DO NOTHING
""",
)
_SHARES = """
INSERT INTO kernel_share (subject_id, unit_id)
SELECT subject, %(unit)s FROM (
    SELECT id, contact_id FROM tickets_ticket ORDER BY hashint8(id) LIMIT %(most)s) chosen,
LATERAL (VALUES (chosen.id), (chosen.contact_id)) AS both_ids (subject)
ON CONFLICT DO NOTHING
"""


def prepare(admin: psycopg.Connection) -> stories.Words:
    """Write the building blocks that tickets are multiplied from."""
    from weibao.advice.policy import api as policy
    from weibao.foundation.kernel import crypto, search
    from weibao.work.intake import sealing

    made = stories.words()
    admin.execute(_PREPARE.replace("%%", "%"))
    with admin.cursor() as cursor:
        _copy(cursor, "bench_story (n, story, words)", [(n, t, search.vector(t)) for n, t in enumerate(made.stories)])
        names = [(n, name, search.vector(f"孩子叫{name}。")) for n, name in enumerate(made.names)]
        _copy(cursor, "bench_name (n, name, words)", names)
        phones = [(n, crypto.blind_index(phone(n), "phone")) for n in range(stories.PHONES)]
        _copy(cursor, "bench_phone (n, index)", phones)
        sealed = [
            (
                n,
                sealing.sealed({"name": made.names[n], "phone": phone(n), "relation": "neighbour"}),
                sealing.sealed({"name": made.names[n], "age": 9, "sex": "female"}),
                crypto.encrypt(f"{n:06d}"),
            )
            for n in range(199)
        ]
        _copy(cursor, "bench_sealed (n, caller, child, code)", sealed)
        _copy(cursor, "bench_category (n, key)", list(enumerate(policy.active().categories)))
    return made


def load(admin: psycopg.Connection, first: int, last: int, opened: int, *, now: datetime, say: Say) -> None:
    """Add the tickets numbered ``first`` to ``last``, of which the last ``opened`` have not ended, and their parts."""
    values = {"now": now}
    rows = _ROWS.format(
        stories=stories.STORIES, names=stories.NAMES, phones=stories.PHONES, first=first, last=last, open=opened,
        whole=WHOLE, days=DAYS,
    )  # fmt: skip
    say(f"loading tickets {first} to {last}")
    words_index = admin.execute("SELECT pg_get_indexdef('tickets_text_words'::regclass)").fetchone()
    is_large = last - first > 5 * SMALL
    if is_large:
        admin.execute("DROP INDEX tickets_text_words")
    admin.execute("SET synchronous_commit = off; SET maintenance_work_mem = '1GB'; SET work_mem = '256MB'")
    admin.execute("SET max_parallel_maintenance_workers = 2")
    admin.execute("DROP TABLE IF EXISTS bench_row")
    admin.execute(rows.encode(), values)
    for statement in _TABLES:
        admin.execute(statement.replace("{{}}", "{}").encode(), values)
    if is_large and words_index:
        say("building the index of words")
        admin.execute(words_index[0])
    admin.execute("VACUUM (ANALYZE)")
    admin.execute("CHECKPOINT")


def give(admin: psycopg.Connection, unit_id: int, most: int) -> None:
    """Share ``most`` tickets from all over the province with a unit."""
    admin.execute(_SHARES.encode(), {"unit": unit_id, "most": most})


def phone(number: int) -> str:
    """Return a made-up telephone number."""
    return f"139{number:08d}"


def _copy(cursor: psycopg.Cursor, target: str, rows: Sequence[tuple[object, ...]]) -> None:
    with cursor.copy(f"COPY {target} FROM STDIN".encode()) as copy:
        for row in rows:
            copy.write_row(row)
