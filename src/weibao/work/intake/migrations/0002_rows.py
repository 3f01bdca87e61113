"""Row-level security: contacts by region or share, drafts by their writer."""

from typing import ClassVar

from django.db import migrations

from weibao.foundation.kernel.sharing import lock_rows, unlock_rows

DRAFTS = """
ALTER TABLE intake_draft ENABLE ROW LEVEL SECURITY;
ALTER TABLE intake_draft FORCE ROW LEVEL SECURITY;
CREATE POLICY intake_draft_own ON intake_draft
    USING (account_id = (SELECT NULLIF(current_setting('app.actor', true), '')::bigint));
"""
DRAFTS_BACK = """
DROP POLICY intake_draft_own ON intake_draft;
ALTER TABLE intake_draft NO FORCE ROW LEVEL SECURITY;
ALTER TABLE intake_draft DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    """A contact is never changed after it was received, so no policy lets anyone update one."""

    dependencies: ClassVar = [("intake", "0001_initial"), ("kernel", "0002_outbox_rows")]
    operations: ClassVar = [
        migrations.RunSQL(lock_rows("intake_contact", "id", writable=False), unlock_rows("intake_contact")),
        migrations.RunSQL(
            lock_rows("intake_disclosure", "contact_id", writable=False), unlock_rows("intake_disclosure")
        ),
        migrations.RunSQL(DRAFTS, DRAFTS_BACK),
    ]
