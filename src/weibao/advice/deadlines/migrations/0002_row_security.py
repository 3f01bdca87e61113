"""Row-level security: a clock is seen by its region, by the unit that answers for it, and by whom it is shared with."""

from typing import ClassVar

from django.db import migrations

# Whoever acts may start a clock, because a matter may lie outside the region of the unit that takes it up.
FORWARDS = """
ALTER TABLE deadlines_clock ENABLE ROW LEVEL SECURITY;
ALTER TABLE deadlines_clock FORCE ROW LEVEL SECURITY;
CREATE POLICY deadlines_clock_read ON deadlines_clock FOR SELECT USING (
    (path >= (SELECT current_setting('app.path', true)) AND path < (SELECT current_setting('app.path_hi', true)))
    OR unit_id = (SELECT NULLIF(current_setting('app.unit', true), '')::bigint)
    OR EXISTS (SELECT 1 FROM kernel_share s WHERE s.subject_id = deadlines_clock.subject_id
               AND s.unit_id = (SELECT NULLIF(current_setting('app.unit', true), '')::bigint)));
CREATE POLICY deadlines_clock_insert ON deadlines_clock FOR INSERT WITH CHECK (true);
CREATE POLICY deadlines_clock_update ON deadlines_clock FOR UPDATE USING (
    (path >= (SELECT current_setting('app.path', true)) AND path < (SELECT current_setting('app.path_hi', true)))
    OR unit_id = (SELECT NULLIF(current_setting('app.unit', true), '')::bigint)
    OR EXISTS (SELECT 1 FROM kernel_share s WHERE s.subject_id = deadlines_clock.subject_id
               AND s.unit_id = (SELECT NULLIF(current_setting('app.unit', true), '')::bigint))) WITH CHECK (true);

ALTER TABLE deadlines_stage ENABLE ROW LEVEL SECURITY;
ALTER TABLE deadlines_stage FORCE ROW LEVEL SECURITY;
CREATE POLICY deadlines_stage_read ON deadlines_stage FOR SELECT
    USING (EXISTS (SELECT 1 FROM deadlines_clock c WHERE c.id = deadlines_stage.clock_id));
CREATE POLICY deadlines_stage_insert ON deadlines_stage FOR INSERT WITH CHECK (true);
"""

BACKWARDS = """
DROP POLICY deadlines_stage_insert ON deadlines_stage;
DROP POLICY deadlines_stage_read ON deadlines_stage;
ALTER TABLE deadlines_stage NO FORCE ROW LEVEL SECURITY;
ALTER TABLE deadlines_stage DISABLE ROW LEVEL SECURITY;
DROP POLICY deadlines_clock_update ON deadlines_clock;
DROP POLICY deadlines_clock_insert ON deadlines_clock;
DROP POLICY deadlines_clock_read ON deadlines_clock;
ALTER TABLE deadlines_clock NO FORCE ROW LEVEL SECURITY;
ALTER TABLE deadlines_clock DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    """Put clocks and stages under row-level security; stages can be neither changed nor deleted."""

    dependencies: ClassVar = [("deadlines", "0001_initial"), ("kernel", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(FORWARDS, BACKWARDS)]
