"""Tables of the permanent record."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("position", models.IntegerField(primary_key=True, serialize=False)),
                ("day", models.DateField(unique=True)),
                ("sealed_at", models.DateTimeField()),
                ("subjects", models.IntegerField()),
                ("entries", models.BigIntegerField()),
                ("merkle_root", models.BinaryField(max_length=32)),
                ("algorithm", models.CharField(max_length=10)),
                ("key_version", models.SmallIntegerField()),
                ("previous_hash", models.BinaryField(max_length=32)),
                ("hash", models.BinaryField(max_length=32)),
            ],
            options={
                "db_table": "audit_seal",
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "subject", "seq", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("subject", models.CharField(db_collation="C", max_length=141)),
                ("seq", models.IntegerField()),
                ("at", models.DateTimeField()),
                ("deed", models.CharField(db_collation="C", max_length=101)),
                ("by_id", models.BigIntegerField()),
                ("by_name", models.CharField(max_length=200)),
                ("unit_id", models.BigIntegerField(null=True)),
                ("unit_name", models.CharField(max_length=200)),
                ("summary", models.CharField(max_length=4000)),
                ("facts", models.JSONField(default=dict)),
                ("path", models.CharField(db_collation="C", max_length=120)),
                ("algorithm", models.CharField(max_length=10)),
                ("key_version", models.SmallIntegerField()),
                ("previous_hash", models.BinaryField(max_length=32)),
                ("hash", models.BinaryField(max_length=32)),
            ],
            options={
                "db_table": "audit_entry",
                "indexes": [
                    models.Index(models.F("at"), models.F("subject"), models.F("seq"), name="audit_entry_by_time"),
                    models.Index(models.F("by_id"), models.F("at"), name="audit_entry_by_actor"),
                    models.Index(models.F("deed"), models.F("at"), name="audit_entry_by_deed"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("seq__gte", 1)), name="audit_entry_counts_from_one"),
                    models.CheckConstraint(
                        condition=models.Q(("algorithm__in", ["sm3", "sha256"])), name="audit_entry_algorithm_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                ("subject", models.CharField(db_collation="C", max_length=141, primary_key=True, serialize=False)),
                ("seq", models.IntegerField()),
                ("hash", models.BinaryField(max_length=32)),
                ("proof", models.BinaryField(max_length=32)),
                ("is_sealed", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "audit_head",
                "indexes": [
                    models.Index(
                        models.F("subject"), condition=models.Q(("is_sealed", False)), name="audit_head_unsealed"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SealLeaf",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "position", "subject", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.IntegerField()),
                ("subject", models.CharField(db_collation="C", max_length=141)),
                ("seq", models.IntegerField()),
                ("hash", models.BinaryField(max_length=32)),
            ],
            options={
                "db_table": "audit_seal_leaf",
                "constraints": [
                    models.UniqueConstraint(models.F("subject"), models.F("seq"), name="audit_seal_leaf_once")
                ],
            },
        ),
    ]
