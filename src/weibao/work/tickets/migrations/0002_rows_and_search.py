"""Row-level security of tickets, the number sequence, and search that row-level security does not slow down."""

from typing import ClassVar

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from weibao.foundation.kernel.sharing import lock_rows, unlock_rows

# A reader's own rights end at the door of this function: full-text operators are not leakproof, so under row-level
# security the planner would read every row before looking at the index. The function runs with its owner's rights
# and therefore repeats the whole condition itself, before the cap, so that a small county is not crowded out.
#
# A frequent word stands in half of all rows, and reading those to sort out the newest took a second at a million
# tickets. Beside its words the index therefore holds marks of each row: the regions it lies in, its day and its
# thirty-two days. The newest two days of the reader's region are asked first, then the newest two of the longer
# spans, then everything; whoever comes to the last step looks for a rare word, so each step reads some thousand rows
# at most. Shares are few for one unit and are walked, newest first. Planned with the values, because a plan for words
# of unknown frequency is wrong for most.
SEARCH = """
ALTER TABLE tickets_text ALTER COLUMN words TYPE tsvector USING words::tsvector;
CREATE FUNCTION tickets_marks(path text, ticket_id bigint) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT ARRAY(SELECT left(path, place) FROM generate_series(1, length(path)) place WHERE substr(path, place, 1) = '/')
        || ARRAY['d' || (ticket_id >> 22) / 86400000, 'm' || (ticket_id >> 22) / 86400000 / 32]
$$;
CREATE INDEX tickets_text_words ON tickets_text USING gin (words, tickets_marks(path, ticket_id))
    WITH (fastupdate = off);
ALTER TABLE tickets_text ENABLE ROW LEVEL SECURITY;
CREATE POLICY tickets_text_insert ON tickets_text FOR INSERT WITH CHECK (true);
CREATE FUNCTION tickets_search(wanted text, before bigint, most integer) RETURNS TABLE (found bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public SET plan_cache_mode = force_custom_plan SET enable_seqscan = off AS $$
DECLARE
    low text := current_setting('app.path', true);
    high text := current_setting('app.path_hi', true);
    own bigint := NULLIF(current_setting('app.unit', true), '')::bigint;
    asked tsquery := wanted::tsquery;
    day bigint := (LEAST(before, (SELECT max(ticket_id) FROM public.tickets_text)) >> 22) / 86400000;
    span text[];
    walked integer;
    in_region bigint[] := '{}';
    shared bigint[] := '{}';
BEGIN
    IF low <> '' THEN
        FOR step IN 1..3 LOOP
            span := CASE step WHEN 1 THEN ARRAY['d' || day, 'd' || day - 1]
                              WHEN 2 THEN ARRAY['m' || day / 32, 'm' || day / 32 - 1] END;
            WITH hits AS MATERIALIZED (
                SELECT ticket_id FROM public.tickets_text
                WHERE words @@ asked AND public.tickets_marks(path, ticket_id) @> ARRAY[low]
                  AND (span IS NULL OR public.tickets_marks(path, ticket_id) && span)
                  AND ticket_id < before AND path >= low AND path < high
            )
            SELECT ARRAY(SELECT ticket_id FROM hits ORDER BY ticket_id DESC LIMIT most) INTO in_region;
            EXIT WHEN cardinality(in_region) >= most;
        END LOOP;
    END IF;
    FOREACH walked IN ARRAY ARRAY[1000, NULL] LOOP
        WITH given AS MATERIALIZED (
            SELECT subject_id FROM public.kernel_share
            WHERE unit_id = own AND subject_id < before ORDER BY subject_id DESC LIMIT walked
        ), hits AS MATERIALIZED (
            SELECT ticket_id FROM given JOIN public.tickets_text ON ticket_id = subject_id WHERE words @@ asked
        )
        SELECT ARRAY(SELECT ticket_id FROM hits ORDER BY ticket_id DESC LIMIT most) INTO shared;
        EXIT WHEN cardinality(shared) >= most;
    END LOOP;
    RETURN QUERY SELECT DISTINCT id FROM unnest(in_region || shared) id ORDER BY id DESC LIMIT most;
END
$$;
REVOKE ALL ON FUNCTION tickets_search(text, bigint, integer) FROM PUBLIC;
CREATE SEQUENCE tickets_number;
"""
SEARCH_BACK = """
DROP SEQUENCE tickets_number;
DROP FUNCTION tickets_search(text, bigint, integer);
DROP POLICY tickets_text_insert ON tickets_text;
ALTER TABLE tickets_text DISABLE ROW LEVEL SECURITY;
DROP INDEX tickets_text_words;
DROP FUNCTION tickets_marks(text, bigint);
ALTER TABLE tickets_text ALTER COLUMN words TYPE text USING words::text;
"""
VIEWS = """
ALTER TABLE tickets_saved_view ENABLE ROW LEVEL SECURITY;
ALTER TABLE tickets_saved_view FORCE ROW LEVEL SECURITY;
CREATE POLICY tickets_saved_view_own ON tickets_saved_view
    USING (account_id = (SELECT NULLIF(current_setting('app.actor', true), '')::bigint));
"""
VIEWS_BACK = """
DROP POLICY tickets_saved_view_own ON tickets_saved_view;
ALTER TABLE tickets_saved_view NO FORCE ROW LEVEL SECURITY;
ALTER TABLE tickets_saved_view DISABLE ROW LEVEL SECURITY;
"""


def _grant(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    from django.conf import settings

    role = schema_editor.quote_name(settings.WEIBAO_APP_ROLE)
    schema_editor.execute(f"GRANT EXECUTE ON FUNCTION tickets_search(text, bigint, integer) TO {role}")


class Migration(migrations.Migration):
    """What is written once is never updated: replies and remarks have no policy for it."""

    dependencies: ClassVar = [("tickets", "0001_initial"), ("kernel", "0002_outbox_rows")]
    operations: ClassVar = [
        migrations.RunSQL(lock_rows("tickets_ticket", "id"), unlock_rows("tickets_ticket")),
        migrations.RunSQL(lock_rows("tickets_assignment", "ticket_id"), unlock_rows("tickets_assignment")),
        migrations.RunSQL(lock_rows("tickets_reply", "ticket_id", writable=False), unlock_rows("tickets_reply")),
        migrations.RunSQL(lock_rows("tickets_remark", "ticket_id", writable=False), unlock_rows("tickets_remark")),
        migrations.RunSQL(SEARCH, SEARCH_BACK),
        migrations.RunSQL(VIEWS, VIEWS_BACK),
        migrations.RunPython(_grant, migrations.RunPython.noop),
    ]
