"""Row-level security of tickets, the number sequence, and search that row-level security does not slow down."""

from typing import ClassVar

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from weibao.foundation.kernel.sharing import lock_rows, unlock_rows

# A reader's own rights end at the door of this function: full-text operators are not leakproof, so under row-level
# security the planner would read every row before looking at the index. The function runs with its owner's rights
# and therefore repeats the whole condition itself, before the cap, so that a small county is not crowded out.
# Newest first: frequent words are found among the newest rows at once, rare ones through the index.
SEARCH = """
ALTER TABLE tickets_text ALTER COLUMN words TYPE tsvector USING words::tsvector;
CREATE INDEX tickets_text_words ON tickets_text USING gin (words) WITH (fastupdate = off);
ALTER TABLE tickets_text ENABLE ROW LEVEL SECURITY;
CREATE POLICY tickets_text_insert ON tickets_text FOR INSERT WITH CHECK (true);
CREATE FUNCTION tickets_search(wanted text, before bigint, most integer) RETURNS TABLE (found bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH hits AS MATERIALIZED (
        SELECT ticket_id FROM public.tickets_text
        WHERE words @@ wanted::tsquery AND ticket_id < before
          AND ((path >= current_setting('app.path', true) AND path < current_setting('app.path_hi', true))
               OR ticket_id IN (SELECT subject_id FROM public.kernel_share
                                WHERE unit_id = NULLIF(current_setting('app.unit', true), '')::bigint))
    )
    SELECT ticket_id FROM hits ORDER BY ticket_id DESC LIMIT most
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
