"""Make the database itself keep the record: it refuses to change or delete, and shows each reader only his part."""

from typing import ClassVar

from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

PERMANENT = ("audit_entry", "audit_seal", "audit_seal_leaf")

# Whole statements are refused, not rows, so that TRUNCATE and a change of no rows are too; and "always", because a
# session that plays a replica would otherwise run no triggers. For the owner as well: privileges do not bind him.
REFUSE = """
CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '审计记录只可追加：% 不接受 %', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
"""

GUARD = """
CREATE TRIGGER {table}_permanent BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_permanent;
"""

# The number in "ticket:123", by which subjects are shared with units; NULL when there is none or it is too large.
NUMBER = """
CREATE FUNCTION audit_subject_number(subject text) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN split_part(subject, ':', 2) ~ '^[0-9]{1,18}$'
        OR split_part(subject, ':', 2) ~ '^[0-8][0-9]{18}$'
    THEN split_part(subject, ':', 2)::bigint
END;
"""

# As everywhere: by region first, and only for what lies outside it by a share with one's unit. The sub-selects make
# the planner read each setting once for a statement instead of once for a row.
READ = """
ALTER TABLE audit_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_entry FORCE ROW LEVEL SECURITY;
CREATE POLICY audit_entry_read ON audit_entry FOR SELECT
    USING (
        (path >= (SELECT current_setting('app.path', true)) AND path < (SELECT current_setting('app.path_hi', true)))
        OR EXISTS (
            SELECT 1 FROM kernel_share s
            WHERE s.subject_id = audit_subject_number(audit_entry.subject)
                AND s.unit_id = (SELECT NULLIF(current_setting('app.unit', true), '')::bigint)
        )
    );
CREATE POLICY audit_entry_insert ON audit_entry FOR INSERT WITH CHECK (true);
"""

# Django adds it to find prefixes; nobody looks subjects up by prefix, and each new subject would pay for it.
NO_PREFIXES = "DROP INDEX audit_head_subject_8dd63c74_like;"

FORWARDS = REFUSE + "".join(GUARD.format(table=table) for table in PERMANENT) + NUMBER + READ + NO_PREFIXES

BACKWARDS = """
CREATE INDEX audit_head_subject_8dd63c74_like ON audit_head (subject varchar_pattern_ops);
DROP POLICY audit_entry_insert ON audit_entry;
DROP POLICY audit_entry_read ON audit_entry;
ALTER TABLE audit_entry NO FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_entry DISABLE ROW LEVEL SECURITY;
DROP FUNCTION audit_subject_number(text);
DROP FUNCTION audit_refuse_change() CASCADE;
"""


def narrow_rights(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take from the application's role all it must not do here; the defaults for new tables gave it more."""
    role = schema_editor.quote_name(settings.WEIBAO_APP_ROLE)
    permanent = ", ".join(PERMANENT)
    schema_editor.execute(f"REVOKE ALL ON {permanent}, audit_head FROM {role}")
    schema_editor.execute(f"GRANT SELECT, INSERT ON {permanent} TO {role}")
    schema_editor.execute(f"GRANT SELECT, INSERT, UPDATE ON audit_head TO {role}")


def restore_rights(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give the application's role what it has on other tables."""
    role = schema_editor.quote_name(settings.WEIBAO_APP_ROLE)
    schema_editor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {', '.join(PERMANENT)}, audit_head TO {role}")


class Migration(migrations.Migration):
    """Guard the permanent record."""

    dependencies: ClassVar = [("audit", "0001_initial"), ("kernel", "0001_initial")]
    operations: ClassVar = [
        migrations.RunSQL(FORWARDS, BACKWARDS),
        migrations.RunPython(narrow_rights, restore_rights),
    ]
