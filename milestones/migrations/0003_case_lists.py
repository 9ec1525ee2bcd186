"""What lists of cases need: indexes by urgency and for search, saved views, calendar feeds, hours of teams."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models

# One text a case that search looks through. Immutable, as an index of it must be.
_SEARCHED = """
CREATE FUNCTION milestones_searched(external_id text, subject text, attributes jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT external_id || ' ' || subject
        || coalesce(' ' || (SELECT string_agg(value, ' ') FROM jsonb_each_text(attributes)), '')
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("entitlements", "0003_business_time_of_sets"),
        ("milestones", "0002_purge"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        TrigramExtension(),
        migrations.RunSQL(_SEARCHED, "DROP FUNCTION milestones_searched(text, text, jsonb)"),
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="calendar_feed",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("secret_hash", models.CharField(editable=False, max_length=64, unique=True)),
                ("created_at", models.DateTimeField(editable=False)),
                ("last_read_at", models.DateTimeField(editable=False, help_text="To the hour.", null=True)),
            ],
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                (
                    "question",
                    models.JSONField(blank=True, default=dict, help_text="Parameters of the case list."),
                ),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["name", "id"],
            },
        ),
        migrations.AddField(
            model_name="team",
            name="hours",
            field=models.ForeignKey(
                blank=True,
                help_text="When this team works: pages say when it closes, and group targets by its days. No clock counts on them. Blank: days end at midnight.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="teams",
                to="entitlements.businesshours",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("closed_at", None)), fields=["opened_at"], name="case_open"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("closed_at", None)), fields=["owner"], name="case_open_of_owner"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("closed_at", None)), fields=["queue"], name="case_open_of_queue"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("closed_at", None), ("owner", None)),
                fields=["queue"],
                name="case_open_without_owner",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    models.Func(
                        models.F("external_id"),
                        models.F("subject"),
                        models.F("attributes"),
                        function="milestones_searched",
                        output_field=models.TextField(),
                    ),
                    name="gin_trgm_ops",
                ),
                name="case_searched",
            ),
        ),
        migrations.AddIndex(
            model_name="casemilestone",
            index=models.Index(
                condition=models.Q(("is_violated", True), ("status__in", ("running", "paused"))),
                fields=["target_at", "case"],
                name="case_milestone_past_target",
            ),
        ),
        migrations.AddIndex(
            model_name="casemilestone",
            index=models.Index(
                condition=models.Q(("is_violated", False), ("status", "running")),
                fields=["target_at", "case"],
                name="case_milestone_running",
            ),
        ),
        migrations.AddIndex(
            model_name="casemilestone",
            index=models.Index(
                condition=models.Q(("is_violated", False), ("status", "paused")),
                fields=["target_at", "case"],
                name="case_milestone_paused",
            ),
        ),
        migrations.AddConstraint(
            model_name="calendarfeed",
            constraint=models.CheckConstraint(
                condition=models.Q(("secret_hash__regex", "^[0-9a-f]{64}$")),
                name="calendar_feed_hash_is_sha256",
            ),
        ),
        migrations.AddField(
            model_name="savedview",
            name="owner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="saved_views",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="savedview",
            name="shared_with",
            field=models.ForeignKey(
                blank=True,
                help_text="The team that sees it too. Blank: its owner alone.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="shared_views",
                to="milestones.team",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.CheckConstraint(
                condition=models.Q(("name__regex", "\\S")),
                name="saved_view_name_is_given",
                violation_error_message="name must not be empty.",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(
                models.F("owner"),
                django.db.models.functions.text.Lower("name"),
                name="saved_view_name_once_per_owner",
                violation_error_message="You have a view of this name already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.CheckConstraint(
                condition=models.Q(("question__isnull", False), ("question__contains", {})),
                name="saved_view_question_is_object",
            ),
        ),
    ]
