"""Row-level security on the outbox, and the counter that gives its rows their position."""

from typing import ClassVar

from django.db import migrations

FORWARDS = """
ALTER TABLE kernel_outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE kernel_outbox FORCE ROW LEVEL SECURITY;
CREATE POLICY kernel_outbox_read ON kernel_outbox FOR SELECT USING (
    (path >= (SELECT current_setting('app.path', true)) AND path < (SELECT current_setting('app.path_hi', true)))
    OR unit_id = (SELECT NULLIF(current_setting('app.unit', true), '')::bigint));
CREATE POLICY kernel_outbox_insert ON kernel_outbox FOR INSERT WITH CHECK (true);
CREATE POLICY kernel_outbox_stamp ON kernel_outbox FOR UPDATE
    USING ((SELECT current_setting('app.path', true)) = '/');
CREATE POLICY kernel_outbox_prune ON kernel_outbox FOR DELETE
    USING ((SELECT current_setting('app.path', true)) = '/');
CREATE SEQUENCE kernel_outbox_position_seq;
"""

BACKWARDS = """
DROP SEQUENCE kernel_outbox_position_seq;
DROP POLICY kernel_outbox_prune ON kernel_outbox;
DROP POLICY kernel_outbox_stamp ON kernel_outbox;
DROP POLICY kernel_outbox_insert ON kernel_outbox;
DROP POLICY kernel_outbox_read ON kernel_outbox;
ALTER TABLE kernel_outbox NO FORCE ROW LEVEL SECURITY;
ALTER TABLE kernel_outbox DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    """Let each reader of the outbox see only what happens in its own region or to its own unit."""

    dependencies: ClassVar = [("kernel", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(FORWARDS, BACKWARDS)]
