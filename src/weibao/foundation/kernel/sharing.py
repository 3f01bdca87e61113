"""Lets a unit outside a matter's region see that matter: one grant row for each subject and unit.

Row-level security asks first whether a row's path lies in the reader's range, and only then for such a row.
"""

from collections.abc import Iterable

from django.db import connection

# Every table that is shared this way has its policy built from this text; ``{subject}`` is the column with the id.
# A sub-select makes the planner read each setting once for a statement instead of once for a row.
POLICY = (
    "(path >= (SELECT current_setting('app.path', true)) AND path < (SELECT current_setting('app.path_hi', true)))"
    " OR EXISTS (SELECT 1 FROM kernel_share s WHERE s.subject_id = {subject}"
    " AND s.unit_id = (SELECT NULLIF(current_setting('app.unit', true), '')::bigint))"
)


def share(pairs: Iterable[tuple[int, int]]) -> None:
    """Let each unit see each subject: pairs of subject id and unit id; what is shared already stays so."""
    values = [value for pair in pairs for value in pair]
    if not values:
        return
    rows = ",".join(["(%s, %s)"] * (len(values) // 2))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO kernel_share (subject_id, unit_id) VALUES {rows} ON CONFLICT DO NOTHING",  # noqa: S608 - only placeholders are joined
            values,
        )


def lock_rows(table: str, subject: str, *, writable: bool = True) -> str:
    """Return the SQL that puts ``table`` under row-level security by path range and shares.

    Inserting is open to whoever acts, because a matter may lie outside the region of the unit that takes it up;
    reading and changing are not. FORCE makes the owner of the table obey as well.
    """
    rule = POLICY.format(subject=f"{table}.{subject}")
    statements = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY {table}_read ON {table} FOR SELECT USING ({rule})",
        f"CREATE POLICY {table}_insert ON {table} FOR INSERT WITH CHECK (true)",
    ]
    if writable:
        statements.append(f"CREATE POLICY {table}_update ON {table} FOR UPDATE USING ({rule}) WITH CHECK (true)")
    return ";\n".join(statements) + ";"


def unlock_rows(table: str) -> str:
    """Return the SQL that undoes ``lock_rows``."""
    policies = "".join(f"DROP POLICY IF EXISTS {table}_{verb} ON {table};" for verb in ("read", "insert", "update"))
    return (
        f"{policies} ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;"
    )
