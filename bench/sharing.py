"""Weighs four ways to let a unit see what lies outside its region: in lists, in counts and by id."""

from collections.abc import Mapping

import psycopg

from bench import measure
from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.scope import bounds

_RANGE = "(path >= (SELECT current_setting('app.path', true)) AND path < (SELECT current_setting('app.path_hi', true)))"
_UNIT = "(SELECT NULLIF(current_setting('app.unit', true), '')::bigint)"
WAYS: Mapping[str, str] = {
    "range only": _RANGE,
    "range OR EXISTS": f"{_RANGE} OR EXISTS (SELECT 1 FROM kernel_share s WHERE s.subject_id = tickets_ticket.id AND s.unit_id = {_UNIT})",  # noqa: E501, S608 - constant text
    "range OR IN": f"{_RANGE} OR id IN (SELECT s.subject_id FROM kernel_share s WHERE s.unit_id = {_UNIT})",  # noqa: S608 - constant text
    "range OR copied": f"{_RANGE} OR bench_viewers @> ARRAY[{_UNIT}]",
    "union of ids": (
        f"id IN (SELECT s.subject_id FROM kernel_share s WHERE s.unit_id = {_UNIT}"  # noqa: S608 - constant text
        f" UNION ALL SELECT t.id FROM bench_plain t WHERE {_RANGE})"
    ),
}
_QUERIES: Mapping[str, str] = {
    "list": "SELECT id, number FROM tickets_ticket WHERE ended_at IS NULL ORDER BY due_at, id LIMIT 51",
    "ended list": "SELECT id, number FROM tickets_ticket WHERE ended_at IS NOT NULL ORDER BY id DESC LIMIT 51",
    "count": "SELECT count(*) FROM tickets_ticket WHERE ended_at IS NULL",
    "by id": "SELECT id, number FROM tickets_ticket WHERE id = (SELECT subject_id FROM bench_one)",
}


def prepare(admin: psycopg.Connection) -> None:
    """Copy the viewers of each shared ticket into an array on it, for the way that needs it."""
    admin.execute("ALTER TABLE tickets_ticket ADD COLUMN IF NOT EXISTS bench_viewers bigint[]")
    admin.execute(
        "UPDATE tickets_ticket t SET bench_viewers = v.units"
        " FROM (SELECT subject_id, array_agg(unit_id) AS units FROM kernel_share GROUP BY subject_id) v"
        " WHERE v.subject_id = t.id"
    )
    admin.execute("CREATE OR REPLACE VIEW bench_plain AS SELECT id, path FROM tickets_ticket")
    admin.execute(
        "CREATE TABLE IF NOT EXISTS bench_one AS"
        " SELECT subject_id FROM kernel_share s JOIN tickets_ticket t ON t.id = s.subject_id LIMIT 1"
    )
    admin.execute("GRANT SELECT ON bench_plain, bench_one TO weibao_app")
    admin.execute("VACUUM (ANALYZE) tickets_ticket")


def weighed(admin: psycopg.Connection, actors: Mapping[str, Actor], times: int) -> dict[tuple[str, str, str], float]:
    """Return the database's median milliseconds by way, actor and query; each way is tried as the only policy."""
    found = {}
    for way, rule in WAYS.items():
        for name, by in actors.items():
            low, high = bounds(by.scope_path)
            with admin.transaction(force_rollback=True), admin.cursor() as cursor:
                cursor.execute("DROP POLICY tickets_ticket_read ON tickets_ticket")
                cursor.execute(f"CREATE POLICY bench ON tickets_ticket FOR SELECT USING ({rule})".encode())
                cursor.execute(
                    "SELECT set_config('app.path', %s, true), set_config('app.path_hi', %s, true),"
                    " set_config('app.unit', %s, true)",
                    [low, high, str(by.unit_id)],
                )
                cursor.execute("SET LOCAL ROLE weibao_app")
                for query, statement in _QUERIES.items():
                    taken = [_explained(cursor, statement) for _ in range(times)]
                    found[way, name, query] = measure.part(taken, 0.5)
    return found


def _explained(cursor: psycopg.Cursor, statement: str) -> float:
    plan = cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement}".encode()).fetchone()
    if plan is None:
        raise LookupError(statement)
    return float(plan[0][0]["Planning Time"]) + float(plan[0][0]["Execution Time"])
