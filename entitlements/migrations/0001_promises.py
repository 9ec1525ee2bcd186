import django.contrib.postgres.fields
import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import entitlements.models.criteria_field
import entitlements.models.process_version
import sla_admin.shared.guards


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Holiday",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("date", "one date"),
                            ("yearly", "the same day every year"),
                            ("weekday", "the Nth weekday of a month"),
                        ],
                        default="date",
                        max_length=7,
                    ),
                ),
                ("date", models.DateField(blank=True, help_text="For one date.", null=True)),
                (
                    "month",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="1 to 12; for yearly holidays.", null=True
                    ),
                ),
                (
                    "day",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="29 February: only in leap years.", null=True
                    ),
                ),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[
                            (0, "Monday"),
                            (1, "Tuesday"),
                            (2, "Wednesday"),
                            (3, "Thursday"),
                            (4, "Friday"),
                            (5, "Saturday"),
                            (6, "Sunday"),
                        ],
                        null=True,
                    ),
                ),
                (
                    "nth",
                    models.SmallIntegerField(
                        blank=True,
                        choices=[
                            (1, "first"),
                            (2, "second"),
                            (3, "third"),
                            (4, "fourth"),
                            (5, "fifth"),
                            (-1, "last"),
                        ],
                        help_text="Which such weekday of the month.",
                        null=True,
                    ),
                ),
                (
                    "begins",
                    models.TimeField(
                        blank=True, help_text="For a part of the date; blank: from its midnight.", null=True
                    ),
                ),
                (
                    "ends",
                    models.TimeField(
                        blank=True, help_text="For a part of the date; blank: to its end.", null=True
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        blank=True, help_text="Where an imported holiday came from.", max_length=200
                    ),
                ),
            ],
            options={
                "ordering": ["revision_id", "date", "month", "day", "nth", "id"],
            },
        ),
        migrations.CreateModel(
            name="MilestoneBudget",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "priority",
                    models.CharField(
                        help_text="As the cases name it; upper and lower case do not matter.", max_length=100
                    ),
                ),
                (
                    "budget",
                    models.CharField(help_text="PT4H (open time) or P3D (business days).", max_length=40),
                ),
            ],
            options={
                "verbose_name": "budget by priority",
                "verbose_name_plural": "budgets by priority",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="MilestoneDefinition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        help_text="Its place in the version; the clock works in this order."
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        help_text="Names the milestone across versions, such as first_response.",
                        max_length=63,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z][a-z0-9_]{0,62}$",
                                "Small letters, digits and underscores, beginning with a letter.",
                            )
                        ],
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                (
                    "recurrence",
                    models.CharField(
                        choices=[
                            ("none", "once per process cycle"),
                            ("independent", "again whenever the criteria hold"),
                            ("sequential", "again, each from the previous target on"),
                        ],
                        default="none",
                        max_length=12,
                    ),
                ),
                (
                    "start",
                    models.CharField(
                        choices=[
                            ("process_entry", "process entry"),
                            ("criteria_met", "when its criteria are met"),
                        ],
                        default="process_entry",
                        help_text="From when it counts. Later occurrences count from the moment they begin.",
                        max_length=13,
                    ),
                ),
                (
                    "entry_criteria",
                    models.JSONField(
                        blank=True,
                        help_text="When it applies; empty: always.",
                        null=True,
                        validators=[entitlements.models.criteria_field.validate_stored_criteria],
                    ),
                ),
                (
                    "completion_criteria",
                    models.JSONField(
                        blank=True,
                        help_text="When it is done; empty: only by hand.",
                        null=True,
                        validators=[entitlements.models.criteria_field.validate_stored_criteria],
                    ),
                ),
                (
                    "pause_criteria",
                    models.JSONField(
                        blank=True,
                        help_text="While its clock stands still, by case fields alone; empty: never.",
                        null=True,
                        validators=[entitlements.models.criteria_field.validate_stored_criteria],
                    ),
                ),
                (
                    "on_criteria_lost",
                    models.CharField(
                        choices=[("cancel", "cancel it"), ("keep", "let it run")],
                        default="cancel",
                        help_text="What an open milestone does when its entry criteria no longer hold.",
                        max_length=6,
                        verbose_name="when criteria stop holding",
                    ),
                ),
                (
                    "budget",
                    models.CharField(
                        blank=True,
                        help_text="For every priority without one of its own: PT4H (open time) or P3D (business days).",
                        max_length=40,
                    ),
                ),
                (
                    "pausable",
                    models.BooleanField(
                        default=True,
                        help_text="Whether the clock may stand still. A regulatory clock may not.",
                    ),
                ),
                (
                    "pause_budget",
                    models.CharField(
                        blank=True,
                        help_text="Business time it may stand still in all, such as PT8H; empty: without limit.",
                        max_length=40,
                    ),
                ),
            ],
            options={
                "verbose_name": "milestone",
                "ordering": ["version", "position"],
            },
        ),
        migrations.CreateModel(
            name="MilestoneType",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        help_text="Short name used by criteria, the matrix and the API; it never changes.",
                        max_length=63,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z][a-z0-9_]{0,62}$",
                                "Small letters, digits and underscores, beginning with a letter.",
                            )
                        ],
                    ),
                ),
                ("name", models.CharField(max_length=100, unique=True)),
                (
                    "recurrence",
                    models.CharField(
                        choices=[
                            ("none", "once per process cycle"),
                            ("independent", "again whenever the criteria hold"),
                            ("sequential", "again, each from the previous target on"),
                        ],
                        default="none",
                        max_length=12,
                    ),
                ),
                (
                    "pausable",
                    models.BooleanField(
                        default=True,
                        help_text="Whether the clock may stand still. A regulatory clock may not.",
                    ),
                ),
            ],
            options={
                "verbose_name": "milestone type",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="OpenWindow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("timeline", models.PositiveIntegerField()),
                ("begins", models.DateTimeField()),
                ("ends", models.DateTimeField(null=True)),
                ("opened_before", models.BigIntegerField()),
            ],
            options={
                "ordering": ["hours_id", "timeline", "begins"],
            },
        ),
        migrations.CreateModel(
            name="ProcessVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(editable=False)),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "draft"), ("active", "active"), ("retired", "retired")],
                        default="draft",
                        editable=False,
                        max_length=8,
                    ),
                ),
                (
                    "is_default",
                    models.BooleanField(default=False, editable=False, verbose_name="default for new cases"),
                ),
                (
                    "entry_field",
                    models.CharField(
                        default="opened_at",
                        help_text="When the process is entered: opened_at, or a field holding a date, such as attributes.installed_at.",
                        max_length=120,
                    ),
                ),
                (
                    "entry_criteria",
                    models.JSONField(
                        blank=True,
                        help_text="Which cases enter the process; empty: all it covers.",
                        null=True,
                        validators=[entitlements.models.criteria_field.validate_stored_criteria],
                    ),
                ),
                (
                    "exit_criteria",
                    models.JSONField(
                        blank=True,
                        help_text="When a case leaves the process; empty: when it is closed.",
                        null=True,
                        validators=[entitlements.models.criteria_field.validate_stored_criteria],
                    ),
                ),
                (
                    "reopen",
                    models.CharField(
                        choices=[
                            ("continue", "resume what the closing ended"),
                            ("new_cycle", "start a new cycle"),
                        ],
                        default="continue",
                        help_text="What a case that is opened again does with its clocks.",
                        max_length=9,
                        verbose_name="re-opening",
                    ),
                ),
                (
                    "closed_statuses",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100),
                        default=entitlements.models.process_version.usual_closed,
                        help_text="Statuses of a closed case; upper and lower case do not matter.",
                        size=None,
                    ),
                ),
                (
                    "stopped_statuses",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100),
                        blank=True,
                        default=entitlements.models.process_version.usual_stopped,
                        help_text="Statuses in which a case waits for somebody else.",
                        size=None,
                    ),
                ),
                (
                    "spam_statuses",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100),
                        blank=True,
                        default=entitlements.models.process_version.usual_spam,
                        help_text="Statuses of cases that were none; they count as closed.",
                        size=None,
                    ),
                ),
                (
                    "matrix_version",
                    models.BigIntegerField(
                        blank=True,
                        help_text="The version of the escalation matrix that answers its triggers.",
                        null=True,
                    ),
                ),
                ("notes", models.TextField(blank=True, help_text="What changed in this version, and why.")),
                ("created_at", models.DateTimeField(editable=False)),
                ("created_by", models.CharField(editable=False, max_length=150)),
                ("activated_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("activated_by", models.CharField(blank=True, editable=False, max_length=150)),
                ("activated_reason", models.TextField(blank=True, editable=False)),
                ("retired_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("retired_by", models.CharField(blank=True, editable=False, max_length=150)),
                ("retired_reason", models.TextField(blank=True, editable=False)),
            ],
            options={
                "verbose_name": "process version",
                "ordering": ["process", "-number"],
            },
        ),
        migrations.CreateModel(
            name="SupportTier",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        help_text="Short name used by the escalation matrix and the API; it never changes.",
                        max_length=63,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z][a-z0-9_]{0,62}$",
                                "Small letters, digits and underscores, beginning with a letter.",
                            )
                        ],
                    ),
                ),
                ("name", models.CharField(max_length=100, unique=True)),
                (
                    "customer_segment",
                    models.CharField(
                        blank=True,
                        help_text="Who is sold this tier, such as “Global accounts”.",
                        max_length=100,
                    ),
                ),
                (
                    "rank",
                    models.PositiveSmallIntegerField(
                        help_text="1 is the highest. The better rank wins where several entitlements cover a case.",
                        unique=True,
                    ),
                ),
                (
                    "color",
                    models.CharField(
                        default="#64748b",
                        help_text="Shown beside the name, never instead of it, such as #1d4ed8.",
                        max_length=7,
                    ),
                ),
            ],
            options={
                "verbose_name": "support tier",
                "ordering": ["rank"],
            },
        ),
        migrations.CreateModel(
            name="TimeTrigger",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        help_text="75 (percent of the budget), -PT1H (before the target), +PT30M (after it), @PT45M (since the start).",
                        max_length=40,
                        verbose_name="when",
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("percent", "percent of the budget"),
                            ("since_start", "since the start"),
                            ("before_target", "before the target"),
                            ("after_target", "after the target"),
                        ],
                        editable=False,
                        max_length=13,
                    ),
                ),
                ("amount", models.BigIntegerField(editable=False)),
                (
                    "severity",
                    models.CharField(
                        choices=[("info", "information"), ("warning", "warning"), ("violation", "violation")],
                        default="info",
                        max_length=9,
                    ),
                ),
                ("repeat_every", models.BigIntegerField(default=0, verbose_name="repeat every")),
                (
                    "repeat_limit",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="How often it repeats; 0: until the milestone closes.",
                        verbose_name="at most",
                    ),
                ),
            ],
            options={
                "verbose_name": "time trigger",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                (
                    "external_id",
                    models.CharField(
                        blank=True,
                        help_text="The account's id in the system the cases come from.",
                        max_length=200,
                    ),
                ),
            ],
            options={
                "ordering": ["name", "id"],
                "indexes": [models.Index(fields=["name", "id"], name="account_by_name")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name__regex", "\\S")),
                        name="account_name_is_given",
                        violation_error_message="name must not be empty.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("external_id", ""), _negated=True),
                        fields=("external_id",),
                        name="account_external_id_once",
                        violation_error_message="Another account has this external id.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BusinessHours",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                (
                    "zone",
                    models.CharField(
                        help_text="IANA time zone, like Europe/Berlin. Dates of entitlements are read in it; each revision names its own, and publishing one sets it here.",
                        max_length=64,
                    ),
                ),
                ("description", models.TextField(blank=True)),
            ],
            options={
                "verbose_name": "business hours",
                "verbose_name_plural": "business hours",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"),
                        name="business_hours_name_once",
                        violation_error_message="There are hours of this name.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name__regex", "\\S")),
                        name="business_hours_name_is_given",
                        violation_error_message="name must not be empty.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("zone__regex", "\\S")),
                        name="business_hours_zone_is_given",
                        violation_error_message="zone must not be empty.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BusinessHoursRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(editable=False)),
                (
                    "effective_date",
                    models.DateField(
                        blank=True,
                        help_text="Local date from which these hours hold. Blank for the first revision, which holds always.",
                        null=True,
                    ),
                ),
                (
                    "effective_time",
                    models.TimeField(
                        blank=True, help_text="Local time on that date; blank: midnight.", null=True
                    ),
                ),
                ("zone", models.CharField(help_text="IANA time zone, like Europe/Berlin.", max_length=64)),
                (
                    "zone_rules",
                    models.BinaryField(
                        help_text="The zone's rules at publication; a new release of them is published like a revision.",
                        null=True,
                    ),
                ),
                (
                    "weekly",
                    models.JSONField(
                        help_text='Seven lists of intervals, Monday first: [[["09:00", "17:00"]], …]. A closing at or before its opening is on the next day; 00:00 to 00:00 is the whole day.'
                    ),
                ),
                (
                    "date_hours",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text='Dates with hours of their own: [{"date": "2026-12-24", "name": "Christmas Eve", "intervals": [["09:00", "13:00"]]}]. No intervals: closed.',
                    ),
                ),
                ("notes", models.TextField(blank=True, help_text="Why these hours change.")),
                (
                    "mode",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("keep", "keep: running clocks stay on the hours they have"),
                            ("count", "count: running clocks use the new hours from now on"),
                        ],
                        editable=False,
                        help_text="What publishing meant for running clocks.",
                        max_length=5,
                    ),
                ),
                ("published_at", models.DateTimeField(editable=False, null=True)),
                ("published_by", models.CharField(blank=True, editable=False, max_length=200)),
                (
                    "hours",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="entitlements.businesshours",
                    ),
                ),
            ],
            options={
                "verbose_name": "revision of business hours",
                "verbose_name_plural": "revisions of business hours",
                "ordering": ["hours_id", "number"],
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("email", models.EmailField(blank=True, max_length=254)),
                (
                    "external_id",
                    models.CharField(
                        blank=True,
                        help_text="The contact's id in the system the cases come from.",
                        max_length=200,
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contacts",
                        to="entitlements.account",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "id"],
            },
        ),
        migrations.CreateModel(
            name="EntitlementProcess",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, unique=True)),
                (
                    "record_type",
                    models.CharField(
                        choices=[("case", "case"), ("work_order", "work order")],
                        default="case",
                        help_text="Cases and work orders have processes of their own. It never changes.",
                        max_length=12,
                    ),
                ),
                ("description", models.TextField(blank=True)),
            ],
            options={
                "verbose_name": "entitlement process",
                "verbose_name_plural": "entitlement processes",
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name__regex", "\\S")),
                        name="process_name_is_given",
                        violation_error_message="name must not be empty.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("record_type__in", ["case", "work_order"])),
                        name="process_record_type_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Entitlement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("first_day", models.DateField()),
                ("last_day", models.DateField(help_text="The last day on which it covers cases.")),
                (
                    "is_enabled",
                    models.BooleanField(default=True, help_text="Switched off, it covers nothing."),
                ),
                (
                    "channels",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("phone", "phone"),
                                ("web", "web"),
                                ("email", "e-mail"),
                                ("chat", "chat"),
                                ("api", "API"),
                            ],
                            max_length=5,
                        ),
                        blank=True,
                        default=list,
                        help_text="Ways in which a case may come in; none chosen: all.",
                        size=None,
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entitlements",
                        to="entitlements.account",
                    ),
                ),
                (
                    "hours",
                    models.ForeignKey(
                        blank=True,
                        help_text="Instead of the hours of the process, for milestones that name none.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entitlements",
                        to="entitlements.businesshours",
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entitlements",
                        to="entitlements.entitlementprocess",
                    ),
                ),
            ],
            options={
                "ordering": ["account", "name", "id"],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="entitlementprocess",
            trigger=pgtrigger.compiler.Trigger(
                name="record_type_never_changes",
                sql=sla_admin.shared.guards.GuardSql(
                    func="IF NEW.record_type IS DISTINCT FROM OLD.record_type THEN RAISE EXCEPTION 'record_type never changes: its versions are written for it.' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW;",
                    hash="d75674c84e90018a71d4bb0e37a889b1f65cb8c7",
                    operation='UPDATE OF "record_type"',
                    pgid="pgtrigger_record_type_never_changes_e29a1",
                    table="entitlements_entitlementprocess",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddField(
            model_name="holiday",
            name="revision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="holidays",
                to="entitlements.businesshoursrevision",
            ),
        ),
        migrations.AddField(
            model_name="milestonedefinition",
            name="hours",
            field=models.ForeignKey(
                blank=True,
                help_text="Empty: those of the entitlement, else of the process, else of the case, else 24×7.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="milestone_definitions",
                to="entitlements.businesshours",
            ),
        ),
        migrations.AddField(
            model_name="milestonebudget",
            name="definition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="budgets",
                to="entitlements.milestonedefinition",
            ),
        ),
        migrations.AddField(
            model_name="milestonetype",
            name="hours",
            field=models.ForeignKey(
                blank=True,
                help_text="Hours a new definition starts out with; empty: those of the entitlement or process.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="milestone_types",
                to="entitlements.businesshours",
            ),
        ),
        migrations.AddField(
            model_name="milestonedefinition",
            name="type",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="definitions",
                to="entitlements.milestonetype",
            ),
        ),
        migrations.AddField(
            model_name="openwindow",
            name="hours",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="entitlements.businesshours",
            ),
        ),
        migrations.AddField(
            model_name="processversion",
            name="hours",
            field=models.ForeignKey(
                blank=True,
                help_text="Hours of milestones that name none, unless the entitlement does; empty: around the clock.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="process_versions",
                to="entitlements.businesshours",
            ),
        ),
        migrations.AddField(
            model_name="processversion",
            name="process",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="versions",
                to="entitlements.entitlementprocess",
            ),
        ),
        migrations.AddField(
            model_name="milestonedefinition",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="milestones",
                to="entitlements.processversion",
            ),
        ),
        migrations.AddConstraint(
            model_name="supporttier",
            constraint=models.CheckConstraint(
                condition=models.Q(("key__regex", "^[a-z][a-z0-9_]{0,62}$")), name="tier_key_form"
            ),
        ),
        migrations.AddConstraint(
            model_name="supporttier",
            constraint=models.CheckConstraint(
                condition=models.Q(("name__regex", "\\S")),
                name="tier_name_is_given",
                violation_error_message="name must not be empty.",
            ),
        ),
        migrations.AddConstraint(
            model_name="supporttier",
            constraint=models.CheckConstraint(
                condition=models.Q(("rank__gte", 1)),
                name="tier_rank_from_one",
                violation_error_message="A rank is 1 or more.",
            ),
        ),
        migrations.AddConstraint(
            model_name="supporttier",
            constraint=models.CheckConstraint(
                condition=models.Q(("color__regex", "^#[0-9a-fA-F]{6}$")),
                name="tier_color_form",
                violation_error_message="A colour is written like #1d4ed8.",
            ),
        ),
        migrations.AddField(
            model_name="entitlement",
            name="tier",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entitlements",
                to="entitlements.supporttier",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="supporttier",
            trigger=pgtrigger.compiler.Trigger(
                name="key_never_changes",
                sql=sla_admin.shared.guards.GuardSql(
                    func="IF NEW.key IS DISTINCT FROM OLD.key THEN RAISE EXCEPTION 'key never changes: cases and matrices in use name the tier by it.' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW;",
                    hash="1dc2c7cd311b2836a959826f81652934bba2f975",
                    operation='UPDATE OF "key"',
                    pgid="pgtrigger_key_never_changes_2dc45",
                    table="entitlements_supporttier",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddField(
            model_name="timetrigger",
            name="definition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="triggers",
                to="entitlements.milestonedefinition",
            ),
        ),
        migrations.AddConstraint(
            model_name="businesshoursrevision",
            constraint=models.UniqueConstraint(fields=("hours", "number"), name="hours_revision_number_once"),
        ),
        migrations.AddConstraint(
            model_name="businesshoursrevision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("published_at", None)),
                fields=("hours",),
                name="hours_revision_one_draft",
                violation_error_message="There is a draft of these hours already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="businesshoursrevision",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)), name="hours_revision_counts_from_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="businesshoursrevision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("effective_date", None), ("effective_time", None), ("number", 1)),
                    models.Q(("effective_date__isnull", False), ("number__gt", 1)),
                    _connector="OR",
                ),
                name="hours_revision_first_holds_always",
                violation_error_message="The first revision has no effective date, and every other has one.",
            ),
        ),
        migrations.AddConstraint(
            model_name="businesshoursrevision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("mode", ""), ("published_at", None), ("zone_rules", None)),
                    models.Q(
                        ("mode__in", ["keep", "count"]),
                        ("published_at__isnull", False),
                        ("zone_rules__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="hours_revision_published_is_whole",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="businesshoursrevision",
            trigger=pgtrigger.compiler.Trigger(
                name="starts_as_draft",
                sql=sla_admin.shared.guards.GuardSql(
                    func="\n        IF NEW.published_at IS NOT NULL THEN\n            RAISE EXCEPTION 'A revision of business hours begins as a draft and is published afterwards.' USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NEW;\n    ",
                    hash="4b2e47847b665b5ebf69008a93fa0fcfab97a432",
                    operation="INSERT",
                    pgid="pgtrigger_starts_as_draft_0b644",
                    table="entitlements_businesshoursrevision",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="businesshoursrevision",
            trigger=pgtrigger.compiler.Trigger(
                name="immutable_when_published",
                sql=sla_admin.shared.guards.GuardSql(
                    func="\n        IF OLD.published_at IS NOT NULL AND (TG_OP = 'DELETE' OR NEW IS DISTINCT FROM OLD) THEN\n            RAISE EXCEPTION 'Revision % of business hours % is published and never changes. Publish a new revision instead.', OLD.number, OLD.hours_id USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        IF TG_OP = 'DELETE' THEN\n            RETURN OLD;\n        END IF;\n        RETURN NEW;\n    ",
                    hash="423bd7ffabecf2102418aecff7f665b8292d4557",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_immutable_when_published_33644",
                    table="entitlements_businesshoursrevision",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="businesshoursrevision",
            trigger=pgtrigger.compiler.Trigger(
                name="not_truncated",
                sql=sla_admin.shared.guards.GuardSql(
                    func="\n            IF EXISTS (SELECT 1 FROM entitlements_businesshoursrevision WHERE published_at IS NOT NULL) THEN\n                RAISE EXCEPTION 'Revisions of business hours are published: their tables can not be truncated.' USING ERRCODE = 'integrity_constraint_violation';\n            END IF;\n            RETURN NULL;\n        ",
                    hash="b7a70d6a7f1087b45753b98a2c3e4a796fd3f874",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_not_truncated_c2404",
                    table="entitlements_businesshoursrevision",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="businesshoursrevision",
            trigger=pgtrigger.compiler.Trigger(
                name="hours_id_never_changes",
                sql=sla_admin.shared.guards.GuardSql(
                    func="IF NEW.hours_id IS DISTINCT FROM OLD.hours_id OR NEW.number IS DISTINCT FROM OLD.number THEN RAISE EXCEPTION 'hours_id never changes: they name the revision.' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW;",
                    hash="66a3ac75f0d9a365d81052bda1672c91ded4648a",
                    operation='UPDATE OF "hours_id", "number"',
                    pgid="pgtrigger_hours_id_never_changes_65d04",
                    table="entitlements_businesshoursrevision",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(("name__regex", "\\S")),
                name="contact_name_is_given",
                violation_error_message="name must not be empty.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.UniqueConstraint(
                condition=models.Q(("external_id", ""), _negated=True),
                fields=("external_id",),
                name="contact_external_id_once",
                violation_error_message="Another contact has this external id.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.UniqueConstraint(
                models.F("account"),
                django.db.models.functions.text.Lower("email"),
                condition=models.Q(("email", ""), _negated=True),
                name="contact_email_once_per_account",
                violation_error_message="Another contact of this account has this address.",
            ),
        ),
        migrations.AddIndex(
            model_name="holiday",
            index=models.Index(fields=["revision", "date"], name="holiday_by_date"),
        ),
        migrations.AddConstraint(
            model_name="holiday",
            constraint=models.CheckConstraint(
                condition=models.Q(("name__regex", "\\S")),
                name="holiday_name_is_given",
                violation_error_message="name must not be empty.",
            ),
        ),
        migrations.AddConstraint(
            model_name="holiday",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["date", "yearly", "weekday"])), name="holiday_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="holiday",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("date__isnull", False),
                        ("day", None),
                        ("kind", "date"),
                        ("month", None),
                        ("nth", None),
                        ("weekday", None),
                    ),
                    models.Q(
                        ("date", None),
                        ("day__range", (1, 31)),
                        ("kind", "yearly"),
                        ("month__range", (1, 12)),
                        ("nth", None),
                        ("weekday", None),
                    ),
                    models.Q(
                        ("date", None),
                        ("day", None),
                        ("kind", "weekday"),
                        ("month__range", (1, 12)),
                        ("nth__in", (1, 2, 3, 4, 5, -1)),
                        ("weekday__range", (0, 6)),
                    ),
                    _connector="OR",
                ),
                name="holiday_names_its_dates",
                violation_error_message="One date has a date; yearly has month and day; the Nth weekday has month, weekday and place.",
            ),
        ),
        migrations.AddConstraint(
            model_name="holiday",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("begins", None), ("ends", None), ("ends__gt", models.F("begins")), _connector="OR"
                ),
                name="holiday_ends_after_it_begins",
                violation_error_message="It ends after it begins.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="holiday",
            trigger=pgtrigger.compiler.Trigger(
                name="only_in_a_draft",
                sql=sla_admin.shared.guards.GuardSql(
                    declare="DECLARE revision_number integer; of_hours bigint; published timestamptz;",
                    func="\n        IF TG_OP <> 'INSERT' THEN\n            \n    SELECT revision.number, revision.hours_id, revision.published_at INTO revision_number, of_hours, published\n    FROM entitlements_businesshoursrevision AS revision\n    WHERE revision.id = OLD.revision_id\n    FOR SHARE;\n    IF published IS NOT NULL THEN\n        RAISE EXCEPTION 'Revision % of business hours % is published and never changes. Publish a new revision instead.', revision_number, of_hours USING ERRCODE = 'integrity_constraint_violation';\n    END IF;\n\n        END IF;\n        IF TG_OP = 'DELETE' THEN\n            RETURN OLD;\n        END IF;\n        \n    SELECT revision.number, revision.hours_id, revision.published_at INTO revision_number, of_hours, published\n    FROM entitlements_businesshoursrevision AS revision\n    WHERE revision.id = NEW.revision_id\n    FOR SHARE;\n    IF published IS NOT NULL THEN\n        RAISE EXCEPTION 'Revision % of business hours % is published and never changes. Publish a new revision instead.', revision_number, of_hours USING ERRCODE = 'integrity_constraint_violation';\n    END IF;\n\n        RETURN NEW;\n    ",
                    hash="5b07afa050c26517384c247e69f8fdf0bef32672",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_only_in_a_draft_bdfda",
                    table="entitlements_holiday",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="holiday",
            trigger=pgtrigger.compiler.Trigger(
                name="not_truncated",
                sql=sla_admin.shared.guards.GuardSql(
                    func="\n            IF EXISTS (SELECT 1 FROM entitlements_businesshoursrevision WHERE published_at IS NOT NULL) THEN\n                RAISE EXCEPTION 'Revisions of business hours are published: their tables can not be truncated.' USING ERRCODE = 'integrity_constraint_violation';\n            END IF;\n            RETURN NULL;\n        ",
                    hash="3d53d96e393091b67993dc69578226a872715208",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_not_truncated_8ecc6",
                    table="entitlements_holiday",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="milestonebudget",
            constraint=models.UniqueConstraint(
                models.F("definition"),
                django.db.models.functions.text.Lower("priority"),
                name="milestone_budget_once_per_priority",
                violation_error_message="This priority has a budget already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestonebudget",
            constraint=models.CheckConstraint(
                condition=models.Q(("priority__regex", "\\S")),
                name="milestone_budget_priority_is_given",
                violation_error_message="priority must not be empty.",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestonebudget",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "budget__regex",
                        "^P([0-9]+D|T(?=[0-9])([0-9]+H)?([0-9]+M)?([0-9]+(\\.[0-9]{1,6})?S)?)$",
                    ),
                    ("budget__regex", "[1-9]"),
                ),
                name="milestone_budget_by_priority_form",
                violation_error_message="A budget is more than nothing, like PT4H or P3D.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="milestonebudget",
            trigger=pgtrigger.compiler.Trigger(
                name="only_in_a_draft",
                sql=sla_admin.shared.guards.GuardSql(
                    declare="DECLARE of_version bigint; of_status text;",
                    func="\n            IF TG_OP <> 'INSERT' THEN\n                \n        SELECT version.id, version.status INTO of_version, of_status\n        FROM entitlements_processversion AS version\n        WHERE version.id = (SELECT version_id FROM entitlements_milestonedefinition WHERE id = OLD.definition_id)\n        FOR SHARE;\n        IF of_status <> 'draft' THEN\n            RAISE EXCEPTION 'Process version % is %: it and its milestones never change. Copy it to a draft instead.', of_version, of_status USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n    \n            END IF;\n            IF TG_OP = 'DELETE' THEN\n                RETURN OLD;\n            END IF;\n            \n        SELECT version.id, version.status INTO of_version, of_status\n        FROM entitlements_processversion AS version\n        WHERE version.id = (SELECT version_id FROM entitlements_milestonedefinition WHERE id = NEW.definition_id)\n        FOR SHARE;\n        IF of_status <> 'draft' THEN\n            RAISE EXCEPTION 'Process version % is %: it and its milestones never change. Copy it to a draft instead.', of_version, of_status USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n    \n            RETURN NEW;\n        ",
                    hash="a87c69ddbc236006bb0bc0209f936b0e315a0e77",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_only_in_a_draft_a98ce",
                    table="entitlements_milestonebudget",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="milestonebudget",
            trigger=pgtrigger.compiler.Trigger(
                name="not_truncated",
                sql=sla_admin.shared.guards.GuardSql(
                    func="\n            IF EXISTS (SELECT 1 FROM entitlements_processversion WHERE status <> 'draft') THEN\n                RAISE EXCEPTION 'Process versions are in use: their tables can not be truncated.' USING ERRCODE = 'integrity_constraint_violation';\n            END IF;\n            RETURN NULL;\n        ",
                    hash="cfc0f2f53694e01bf556049166a304d1442586be",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_not_truncated_b4647",
                    table="entitlements_milestonebudget",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="milestonetype",
            constraint=models.CheckConstraint(
                condition=models.Q(("key__regex", "^[a-z][a-z0-9_]{0,62}$")), name="milestone_type_key_form"
            ),
        ),
        migrations.AddConstraint(
            model_name="milestonetype",
            constraint=models.CheckConstraint(
                condition=models.Q(("name__regex", "\\S")),
                name="milestone_type_name_is_given",
                violation_error_message="name must not be empty.",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestonetype",
            constraint=models.CheckConstraint(
                condition=models.Q(("recurrence__in", ["none", "independent", "sequential"])),
                name="milestone_type_recurrence_known",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="milestonetype",
            trigger=pgtrigger.compiler.Trigger(
                name="key_never_changes",
                sql=sla_admin.shared.guards.GuardSql(
                    func="IF NEW.key IS DISTINCT FROM OLD.key THEN RAISE EXCEPTION 'key never changes: versions and matrices in use name the type by it.' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW;",
                    hash="db1f48376fea1b0864b6b247a15a0091a5a1dc32",
                    operation='UPDATE OF "key"',
                    pgid="pgtrigger_key_never_changes_8cc2e",
                    table="entitlements_milestonetype",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="openwindow",
            index=models.Index(
                fields=["hours", "timeline", "opened_before", "begins"],
                include=("ends",),
                name="open_window_by_position",
            ),
        ),
        migrations.AddConstraint(
            model_name="openwindow",
            constraint=models.UniqueConstraint(
                fields=("hours", "timeline", "begins"),
                include=("ends", "opened_before"),
                name="open_window_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="openwindow",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends", None), ("ends__gte", models.F("begins")), _connector="OR"),
                name="open_window_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="processversion",
            constraint=models.UniqueConstraint(fields=("process", "number"), name="version_number_once"),
        ),
        migrations.AddConstraint(
            model_name="processversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_default", True)),
                fields=("process",),
                name="version_one_default_per_process",
            ),
        ),
        migrations.AddConstraint(
            model_name="processversion",
            constraint=models.UniqueConstraint(
                fields=("process", "activated_at"), name="version_one_activation_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="processversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)), name="version_number_from_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="processversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["draft", "active", "retired"])),
                name="version_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="processversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("reopen__in", ["continue", "new_cycle"])), name="version_reopen_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="processversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_default", False), ("status", "active"), _connector="OR"),
                name="version_default_is_active",
            ),
        ),
        migrations.AddConstraint(
            model_name="processversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("activated_at", None),
                        ("activated_by", ""),
                        ("activated_reason", ""),
                        ("status", "draft"),
                    ),
                    models.Q(
                        ("activated_at__gte", models.F("created_at")),
                        ("activated_at__isnull", False),
                        ("activated_by__regex", "\\S"),
                        ("activated_reason__regex", "\\S"),
                        ("status__in", ["active", "retired"]),
                    ),
                    _connector="OR",
                ),
                name="version_in_use_was_activated",
            ),
        ),
        migrations.AddConstraint(
            model_name="processversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("retired_at", None),
                        ("retired_by", ""),
                        ("retired_reason", ""),
                        ("status__in", ["draft", "active"]),
                    ),
                    models.Q(
                        ("retired_at__gte", models.F("activated_at")),
                        ("retired_at__isnull", False),
                        ("retired_by__regex", "\\S"),
                        ("retired_reason__regex", "\\S"),
                        ("status", "retired"),
                    ),
                    _connector="OR",
                ),
                name="version_retired_was_retired",
            ),
        ),
        migrations.AddConstraint(
            model_name="processversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("created_by__regex", "\\S")), name="version_creator_is_given"
            ),
        ),
        migrations.AddConstraint(
            model_name="processversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("entry_field__regex", "^([a-z][a-z0-9_]*|attributes\\.\\S.*)$")),
                name="version_entry_field_form",
                violation_error_message="The entry field is opened_at or the name of a field.",
            ),
        ),
        migrations.AddConstraint(
            model_name="processversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("closed_statuses__len__gt", 0)),
                name="version_some_status_is_closed",
                violation_error_message="Name at least one status that means closed.",
            ),
        ),
        migrations.AddConstraint(
            model_name="processversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("entry_criteria__isnull", True),
                    django.db.models.lookups.Exact(
                        models.Func(
                            models.F("entry_criteria"),
                            function="jsonb_typeof",
                            output_field=models.CharField(),
                        ),
                        "object",
                    ),
                    _connector="OR",
                ),
                name="version_entry_criteria_are_a_tree",
                violation_error_message="Criteria are a JSON object, or nothing.",
            ),
        ),
        migrations.AddConstraint(
            model_name="processversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("exit_criteria__isnull", True),
                    django.db.models.lookups.Exact(
                        models.Func(
                            models.F("exit_criteria"),
                            function="jsonb_typeof",
                            output_field=models.CharField(),
                        ),
                        "object",
                    ),
                    _connector="OR",
                ),
                name="version_exit_criteria_are_a_tree",
                violation_error_message="Criteria are a JSON object, or nothing.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="processversion",
            trigger=pgtrigger.compiler.Trigger(
                name="starts_as_draft",
                sql=sla_admin.shared.guards.GuardSql(
                    func="\n        IF NEW.status <> 'draft' THEN\n            RAISE EXCEPTION 'A process version begins as a draft and is activated afterwards.' USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NEW;\n    ",
                    hash="52015a5766434ccdecf0c5c4e77d134225d0a524",
                    operation="INSERT",
                    pgid="pgtrigger_starts_as_draft_a8df2",
                    table="entitlements_processversion",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="processversion",
            trigger=pgtrigger.compiler.Trigger(
                name="immutable_in_use",
                sql=sla_admin.shared.guards.GuardSql(
                    declare="DECLARE free text[] := ARRAY['status', 'is_default', 'retired_at', 'retired_by', 'retired_reason'];",
                    func="\n        IF NEW.id <> OLD.id OR NEW.process_id <> OLD.process_id OR NEW.number <> OLD.number THEN\n            RAISE EXCEPTION 'A process version keeps its process and its number.' USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        IF (OLD.status, NEW.status) NOT IN (\n            ('draft', 'draft'), ('draft', 'active'), ('active', 'active'), ('active', 'retired'),\n            ('retired', 'retired')\n        ) THEN\n            RAISE EXCEPTION 'A process version goes from draft to active to retired, not from % to %.', OLD.status, NEW.status USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        IF OLD.status = 'retired' AND to_jsonb(NEW) <> to_jsonb(OLD) THEN\n            RAISE EXCEPTION 'Process version % is %: it and its milestones never change. Copy it to a draft instead.', OLD.id, OLD.status USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        IF OLD.status = 'active' AND to_jsonb(NEW) - free <> to_jsonb(OLD) - free THEN\n            RAISE EXCEPTION 'Process version % is %: it and its milestones never change. Copy it to a draft instead.', OLD.id, OLD.status USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NEW;\n    ",
                    hash="a3a4d077aae3a0105802790d9e9dcaeac8c89b3b",
                    operation="UPDATE",
                    pgid="pgtrigger_immutable_in_use_94c67",
                    table="entitlements_processversion",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="processversion",
            trigger=pgtrigger.compiler.Trigger(
                name="stays_in_use",
                sql=sla_admin.shared.guards.GuardSql(
                    func="\n        IF OLD.status <> 'draft' THEN\n            RAISE EXCEPTION 'Process version % is %: it can not be deleted.', OLD.id, OLD.status USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN OLD;\n    ",
                    hash="7a68bc698762551687addf2aa70deced251574a8",
                    operation="DELETE",
                    pgid="pgtrigger_stays_in_use_c9a0b",
                    table="entitlements_processversion",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="processversion",
            trigger=pgtrigger.compiler.Trigger(
                name="not_truncated",
                sql=sla_admin.shared.guards.GuardSql(
                    func="\n            IF EXISTS (SELECT 1 FROM entitlements_processversion WHERE status <> 'draft') THEN\n                RAISE EXCEPTION 'Process versions are in use: their tables can not be truncated.' USING ERRCODE = 'integrity_constraint_violation';\n            END IF;\n            RETURN NULL;\n        ",
                    hash="18d50f5fb29c30dca3be2d6f7fd7749fbd726a1b",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_not_truncated_b09b4",
                    table="entitlements_processversion",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="milestonedefinition",
            constraint=models.UniqueConstraint(
                fields=("version", "key"),
                name="milestone_key_once_per_version",
                violation_error_message="Another milestone of this version has this key.",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestonedefinition",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                fields=("version", "position"),
                name="milestone_position_once",
                violation_error_message="Another milestone of this version has this place.",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestonedefinition",
            constraint=models.CheckConstraint(
                condition=models.Q(("key__regex", "^[a-z][a-z0-9_]{0,62}$")), name="milestone_key_form"
            ),
        ),
        migrations.AddConstraint(
            model_name="milestonedefinition",
            constraint=models.CheckConstraint(
                condition=models.Q(("name__regex", "\\S")),
                name="milestone_name_is_given",
                violation_error_message="name must not be empty.",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestonedefinition",
            constraint=models.CheckConstraint(
                condition=models.Q(("recurrence__in", ["none", "independent", "sequential"])),
                name="milestone_recurrence_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestonedefinition",
            constraint=models.CheckConstraint(
                condition=models.Q(("start__in", ["process_entry", "criteria_met"])),
                name="milestone_start_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestonedefinition",
            constraint=models.CheckConstraint(
                condition=models.Q(("on_criteria_lost__in", ["cancel", "keep"])),
                name="milestone_criteria_lost_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestonedefinition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("entry_criteria__isnull", True),
                    django.db.models.lookups.Exact(
                        models.Func(
                            models.F("entry_criteria"),
                            function="jsonb_typeof",
                            output_field=models.CharField(),
                        ),
                        "object",
                    ),
                    _connector="OR",
                ),
                name="milestone_entry_criteria_are_a_tree",
                violation_error_message="Criteria are a JSON object, or nothing.",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestonedefinition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("completion_criteria__isnull", True),
                    django.db.models.lookups.Exact(
                        models.Func(
                            models.F("completion_criteria"),
                            function="jsonb_typeof",
                            output_field=models.CharField(),
                        ),
                        "object",
                    ),
                    _connector="OR",
                ),
                name="milestone_completion_criteria_are_a_tree",
                violation_error_message="Criteria are a JSON object, or nothing.",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestonedefinition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("pause_criteria__isnull", True),
                    django.db.models.lookups.Exact(
                        models.Func(
                            models.F("pause_criteria"),
                            function="jsonb_typeof",
                            output_field=models.CharField(),
                        ),
                        "object",
                    ),
                    _connector="OR",
                ),
                name="milestone_pause_criteria_are_a_tree",
                violation_error_message="Criteria are a JSON object, or nothing.",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestonedefinition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("budget", ""),
                    models.Q(
                        (
                            "budget__regex",
                            "^P([0-9]+D|T(?=[0-9])([0-9]+H)?([0-9]+M)?([0-9]+(\\.[0-9]{1,6})?S)?)$",
                        ),
                        ("budget__regex", "[1-9]"),
                    ),
                    _connector="OR",
                ),
                name="milestone_budget_form",
                violation_error_message="A budget is more than nothing, like PT4H or P3D.",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestonedefinition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("pause_budget", ""),
                    models.Q(
                        ("pausable", True),
                        (
                            "pause_budget__regex",
                            "^PT(?=[0-9])([0-9]+H)?([0-9]+M)?([0-9]+(\\.[0-9]{1,6})?S)?$",
                        ),
                        ("pause_budget__regex", "[1-9]"),
                    ),
                    _connector="OR",
                ),
                name="milestone_pause_budget_form",
                violation_error_message="A pause budget is like PT8H, for a clock that may stand still.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="milestonedefinition",
            trigger=pgtrigger.compiler.Trigger(
                name="only_in_a_draft",
                sql=sla_admin.shared.guards.GuardSql(
                    declare="DECLARE of_version bigint; of_status text;",
                    func="\n            IF TG_OP <> 'INSERT' THEN\n                \n        SELECT version.id, version.status INTO of_version, of_status\n        FROM entitlements_processversion AS version\n        WHERE version.id = (OLD.version_id)\n        FOR SHARE;\n        IF of_status <> 'draft' THEN\n            RAISE EXCEPTION 'Process version % is %: it and its milestones never change. Copy it to a draft instead.', of_version, of_status USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n    \n            END IF;\n            IF TG_OP = 'DELETE' THEN\n                RETURN OLD;\n            END IF;\n            \n        SELECT version.id, version.status INTO of_version, of_status\n        FROM entitlements_processversion AS version\n        WHERE version.id = (NEW.version_id)\n        FOR SHARE;\n        IF of_status <> 'draft' THEN\n            RAISE EXCEPTION 'Process version % is %: it and its milestones never change. Copy it to a draft instead.', of_version, of_status USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n    \n            RETURN NEW;\n        ",
                    hash="4f6856e368e4ba5f377aa87471e09bd591fcad43",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_only_in_a_draft_816eb",
                    table="entitlements_milestonedefinition",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="milestonedefinition",
            trigger=pgtrigger.compiler.Trigger(
                name="not_truncated",
                sql=sla_admin.shared.guards.GuardSql(
                    func="\n            IF EXISTS (SELECT 1 FROM entitlements_processversion WHERE status <> 'draft') THEN\n                RAISE EXCEPTION 'Process versions are in use: their tables can not be truncated.' USING ERRCODE = 'integrity_constraint_violation';\n            END IF;\n            RETURN NULL;\n        ",
                    hash="27dbee0a55ca933295db033a6a2950f0bb51e596",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_not_truncated_e5692",
                    table="entitlements_milestonedefinition",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="entitlement",
            index=models.Index(fields=["last_day"], name="entitlement_by_last_day"),
        ),
        migrations.AddConstraint(
            model_name="entitlement",
            constraint=models.CheckConstraint(
                condition=models.Q(("name__regex", "\\S")),
                name="entitlement_name_is_given",
                violation_error_message="name must not be empty.",
            ),
        ),
        migrations.AddConstraint(
            model_name="entitlement",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_day__gte", models.F("first_day"))),
                name="entitlement_days_in_order",
                violation_error_message="The last day is not before the first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="entitlement",
            constraint=models.CheckConstraint(
                condition=models.Q(("channels__contained_by", ["phone", "web", "email", "chat", "api"])),
                name="entitlement_channels_known",
                violation_error_message="Channels are some of: phone, web, email, chat, api.",
            ),
        ),
        migrations.AddConstraint(
            model_name="timetrigger",
            constraint=models.UniqueConstraint(
                fields=("definition", "key"),
                name="trigger_key_once",
                violation_error_message="This milestone has this trigger already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="timetrigger",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("basis__in", ["percent", "since_start", "before_target", "after_target"])
                ),
                name="trigger_basis_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="timetrigger",
            constraint=models.CheckConstraint(
                condition=models.Q(("severity__in", ["info", "warning", "violation"])),
                name="trigger_severity_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="timetrigger",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("basis", "percent"), ("key__regex", "^[0-9]{1,4}(\\.[0-9]{0,1}[1-9])?$")),
                    models.Q(("basis", "before_target"), ("key__regex", "^-PT[0-9HMS]+$")),
                    models.Q(("basis", "after_target"), ("key__regex", "^\\+PT[0-9HMS]+$")),
                    models.Q(("basis", "since_start"), ("key__regex", "^@PT[0-9HMS]+$")),
                    _connector="OR",
                ),
                name="trigger_key_fits_its_basis",
                violation_error_message="A trigger is written like 75, -PT1H, +PT30M or @PT45M.",
            ),
        ),
        migrations.AddConstraint(
            model_name="timetrigger",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount__gt", 0), models.Q(("amount", 0), ("basis", "since_start")), _connector="OR"
                ),
                name="trigger_amount_is_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="timetrigger",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("severity", "violation"), _negated=True),
                    ("basis", "after_target"),
                    models.Q(("amount__gte", 10000), ("basis", "percent")),
                    _connector="OR",
                ),
                name="trigger_violation_not_before_target",
                violation_error_message="A trigger before the target is information or a warning.",
            ),
        ),
        migrations.AddConstraint(
            model_name="timetrigger",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount", 10000), ("basis", "percent"), _negated=True),
                    ("severity", "violation"),
                    _connector="OR",
                ),
                name="trigger_at_target_is_violation",
                violation_error_message="The trigger at 100 % is the violation.",
            ),
        ),
        migrations.AddConstraint(
            model_name="timetrigger",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("repeat_every", 0), ("repeat_limit", 0)),
                    models.Q(
                        ("repeat_every__gte", 60000000),
                        models.Q(
                            ("basis", "after_target"),
                            models.Q(("amount__gte", 10000), ("basis", "percent")),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="trigger_repeats_after_target_only",
                violation_error_message="Only triggers from the target on repeat, at most every minute.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="timetrigger",
            trigger=pgtrigger.compiler.Trigger(
                name="only_in_a_draft",
                sql=sla_admin.shared.guards.GuardSql(
                    declare="DECLARE of_version bigint; of_status text;",
                    func="\n            IF TG_OP <> 'INSERT' THEN\n                \n        SELECT version.id, version.status INTO of_version, of_status\n        FROM entitlements_processversion AS version\n        WHERE version.id = (SELECT version_id FROM entitlements_milestonedefinition WHERE id = OLD.definition_id)\n        FOR SHARE;\n        IF of_status <> 'draft' THEN\n            RAISE EXCEPTION 'Process version % is %: it and its milestones never change. Copy it to a draft instead.', of_version, of_status USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n    \n            END IF;\n            IF TG_OP = 'DELETE' THEN\n                RETURN OLD;\n            END IF;\n            \n        SELECT version.id, version.status INTO of_version, of_status\n        FROM entitlements_processversion AS version\n        WHERE version.id = (SELECT version_id FROM entitlements_milestonedefinition WHERE id = NEW.definition_id)\n        FOR SHARE;\n        IF of_status <> 'draft' THEN\n            RAISE EXCEPTION 'Process version % is %: it and its milestones never change. Copy it to a draft instead.', of_version, of_status USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n    \n            RETURN NEW;\n        ",
                    hash="1b3fb5813c9483d0734484bd796c78ce9616c831",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_only_in_a_draft_88ba5",
                    table="entitlements_timetrigger",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="timetrigger",
            trigger=pgtrigger.compiler.Trigger(
                name="not_truncated",
                sql=sla_admin.shared.guards.GuardSql(
                    func="\n            IF EXISTS (SELECT 1 FROM entitlements_processversion WHERE status <> 'draft') THEN\n                RAISE EXCEPTION 'Process versions are in use: their tables can not be truncated.' USING ERRCODE = 'integrity_constraint_violation';\n            END IF;\n            RETURN NULL;\n        ",
                    hash="bcd6b7a8a367b4a19f62847d66cf86db1e0f7a81",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_not_truncated_4d3b7",
                    table="entitlements_timetrigger",
                    when="BEFORE",
                ),
            ),
        ),
    ]
