"""Row-level security of follow-ups: whoever sees the ticket sees its call backs; none is ever changed."""

from typing import ClassVar

from django.db import migrations

from weibao.foundation.kernel.sharing import lock_rows, unlock_rows


class Migration(migrations.Migration):
    """Follow the rows of the ticket."""

    dependencies: ClassVar = [("evaluation", "0001_initial"), ("kernel", "0002_outbox_rows")]
    operations: ClassVar = [
        migrations.RunSQL(
            lock_rows("evaluation_follow_up", "ticket_id", writable=False), unlock_rows("evaluation_follow_up")
        ),
    ]
