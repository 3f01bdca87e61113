"""Tables of clocks and of the stages they have reached."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Clock",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("subject_kind", models.CharField(max_length=32)),
                ("subject_id", models.BigIntegerField()),
                ("name", models.CharField(max_length=40)),
                ("unit_id", models.BigIntegerField(null=True)),
                ("path", models.CharField(db_collation="C", max_length=60)),
                ("amount", models.IntegerField()),
                ("unit", models.CharField(max_length=16)),
                ("warn_before", models.CharField(default="", max_length=32)),
                ("ladder", models.JSONField(default=list)),
                ("basis_document", models.CharField(max_length=200)),
                ("basis_article", models.CharField(default="", max_length=100)),
                ("started_at", models.DateTimeField()),
                ("started_by", models.BigIntegerField()),
                ("due_at", models.DateTimeField()),
                ("warn_at", models.DateTimeField(null=True)),
                (
                    "stages",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None),
                ),
                ("stages_at", django.contrib.postgres.fields.ArrayField(base_field=models.DateTimeField(), size=None)),
                ("next_at", models.DateTimeField(null=True)),
                (
                    "missing_years",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(), default=list, size=None
                    ),
                ),
                ("paused_at", models.DateTimeField(null=True)),
                ("pause_reason", models.CharField(default="", max_length=500)),
                ("extended", models.SmallIntegerField(default=0)),
                ("extension_reason", models.CharField(default="", max_length=500)),
                ("stopped_at", models.DateTimeField(null=True)),
                ("stopped_by", models.BigIntegerField(null=True)),
                ("outcome", models.CharField(max_length=16, null=True)),
            ],
            options={
                "db_table": "deadlines_clock",
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_at__isnull", False)), fields=["next_at"], name="deadlines_clock_next"
                    ),
                    models.Index(fields=["subject_id", "subject_kind"], name="deadlines_clock_subject"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("stopped_at", None)),
                        fields=("subject_id", "subject_kind", "name", "unit_id"),
                        nulls_distinct=False,
                        name="deadlines_clock_runs_once",
                    ),
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="deadlines_clock_amount"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("unit__in", ["minutes", "hours", "working_hours", "natural_days", "working_days"])
                        ),
                        name="deadlines_clock_unit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", None), ("stopped_at", None)),
                            models.Q(("outcome__in", ["met", "late", "cancelled"]), ("stopped_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="deadlines_clock_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("next_at", None), models.Q(("paused_at", None), ("stopped_at", None)), _connector="OR"
                        ),
                        name="deadlines_clock_stands_still",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Stage",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("extension", models.SmallIntegerField()),
                ("stage", models.CharField(max_length=40)),
                ("planned_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "clock",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="deadlines.clock",
                    ),
                ),
            ],
            options={
                "db_table": "deadlines_stage",
                "constraints": [
                    models.UniqueConstraint(fields=("clock", "extension", "stage"), name="deadlines_stage_once")
                ],
            },
        ),
    ]
