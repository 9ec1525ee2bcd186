import django.db.models.deletion
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import sla_admin.shared.guards


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("milestones", "0002_purge"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MatrixRow",
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
                        default=0, help_text="Place on the page; it decides nothing."
                    ),
                ),
                (
                    "tier",
                    models.CharField(
                        blank=True, help_text="Key of the support tier; blank: any.", max_length=63
                    ),
                ),
                (
                    "priority",
                    models.CharField(
                        blank=True, help_text="Priority, in any case; blank: any.", max_length=64
                    ),
                ),
                (
                    "type",
                    models.CharField(
                        blank=True,
                        help_text="Its key; blank: any.",
                        max_length=64,
                        verbose_name="milestone type",
                    ),
                ),
            ],
            options={
                "verbose_name": "matrix row",
                "ordering": ["version", "position", "id"],
            },
        ),
        migrations.CreateModel(
            name="CellEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "trigger",
                    models.CharField(
                        help_text="50, 75, 100 (percent of the budget), -PT1H, +PT30M, @PT45M, or met, met_late on success.",
                        max_length=32,
                        verbose_name="threshold",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, help_text="Order within the cell.")),
                (
                    "target",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("owner", "case owner"),
                            ("team_lead", "owner's team lead"),
                            ("manager", "owner's manager"),
                            ("queue", "queue"),
                            ("user", "named user"),
                            ("address", "address"),
                        ],
                        help_text="Blank for field updates and for nothing.",
                        max_length=16,
                    ),
                ),
                ("address", models.EmailField(blank=True, help_text="For an address.", max_length=254)),
                ("action", models.CharField(help_text="What happens.", max_length=32)),
                ("parameters", models.JSONField(blank=True, default=dict)),
                (
                    "queue",
                    models.ForeignKey(
                        blank=True,
                        help_text="For a queue; blank: the queue the case is in.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="escalation_entries",
                        to="milestones.queue",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        help_text="For a named user.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="escalation_entries",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "cell entry",
                "verbose_name_plural": "cell entries",
                "ordering": ["row", "trigger", "position", "id"],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ledger_seq",
                    models.PositiveIntegerField(help_text="Number of the fact in the case's ledger."),
                ),
                (
                    "repeat",
                    models.PositiveIntegerField(
                        default=0, help_text="Which repetition of the trigger, 0 for the first."
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[("alert", "alert"), ("correction", "correction")],
                        default="alert",
                        max_length=10,
                    ),
                ),
                ("action", models.CharField(max_length=32)),
                (
                    "target",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("owner", "case owner"),
                            ("team_lead", "owner's team lead"),
                            ("manager", "owner's manager"),
                            ("queue", "queue"),
                            ("user", "named user"),
                            ("address", "address"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending", "waiting"),
                            ("claimed", "being sent"),
                            ("sent", "sent"),
                            ("canceled", "canceled"),
                            ("dead", "failed"),
                        ],
                        default="pending",
                        max_length=8,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("next_attempt_at", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("claim", models.UUIDField(help_text="Which worker's lease this is.", null=True)),
                ("payload", models.JSONField()),
                ("recipients", models.JSONField(default=list)),
                ("possibly_sent", models.BooleanField(default=False)),
                (
                    "withdrawn_at",
                    models.DateTimeField(help_text="When the fact turned out not to hold.", null=True),
                ),
                ("sent_at", models.DateTimeField(null=True)),
                ("last_error", models.TextField(blank=True, default="")),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="milestones.case",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="escalations.cellentry",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "deliveries",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="DeliveryAttempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.PositiveSmallIntegerField(help_text="Counts the tries of one delivery, from 1."),
                ),
                ("at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("accepted", "accepted"),
                            ("retry", "failed, will be tried again"),
                            ("refused", "refused for good"),
                            ("abandoned", "the worker vanished"),
                        ],
                        max_length=10,
                    ),
                ),
                ("recipient", models.CharField(blank=True, max_length=254)),
                ("answer", models.TextField(blank=True)),
                ("duration", models.PositiveBigIntegerField(help_text="Microseconds.")),
                (
                    "delivery",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tries",
                        to="escalations.delivery",
                    ),
                ),
            ],
            options={
                "ordering": ["delivery", "id"],
            },
        ),
        migrations.CreateModel(
            name="EmailTemplate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, unique=True)),
                (
                    "subject",
                    models.CharField(
                        help_text="One line. Placeholders like {{headline}} are filled in.", max_length=200
                    ),
                ),
                ("text", models.TextField(help_text="The plain text everybody can read.")),
                (
                    "html",
                    models.TextField(
                        blank=True,
                        help_text="Blank: made from the text. Values are escaped.",
                        verbose_name="HTML",
                    ),
                ),
            ],
            options={
                "verbose_name": "e-mail template",
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name__regex", "\\S")),
                        name="email_template_name_is_given",
                        violation_error_message="name must not be empty.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("subject__regex", "\\S")),
                        name="email_template_subject_is_given",
                        violation_error_message="subject must not be empty.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text__regex", "\\S")),
                        name="email_template_text_is_given",
                        violation_error_message="text must not be empty.",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="cellentry",
            name="template",
            field=models.ForeignKey(
                blank=True,
                help_text="For e-mail; blank: the text that comes with the product. Activation keeps it as it is.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="escalations.emailtemplate",
            ),
        ),
        migrations.CreateModel(
            name="EscalationMatrix",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, unique=True)),
                ("description", models.TextField(blank=True)),
            ],
            options={
                "verbose_name": "escalation matrix",
                "verbose_name_plural": "escalation matrices",
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name__regex", "\\S")),
                        name="matrix_name_is_given",
                        violation_error_message="name must not be empty.",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="cellentry",
            name="row",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="entries",
                to="escalations.matrixrow",
            ),
        ),
        migrations.CreateModel(
            name="MatrixVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.PositiveIntegerField(help_text="Counts the versions of one matrix, from 1."),
                ),
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
                    "note",
                    models.TextField(blank=True, help_text="What this version is for, and what changed."),
                ),
                ("activated_at", models.DateTimeField(editable=False, null=True)),
                ("activated_by", models.CharField(blank=True, editable=False, max_length=200)),
                ("retired_at", models.DateTimeField(editable=False, null=True)),
                ("retired_by", models.CharField(blank=True, editable=False, max_length=200)),
                (
                    "copied_from",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="copies",
                        to="escalations.matrixversion",
                    ),
                ),
                (
                    "matrix",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="escalations.escalationmatrix",
                    ),
                ),
            ],
            options={
                "verbose_name": "matrix version",
                "ordering": ["matrix__name", "-number"],
            },
        ),
        migrations.AddField(
            model_name="matrixrow",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rows",
                to="escalations.matrixversion",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("status__in", ("pending", "claimed"))),
                fields=["next_attempt_at", "id"],
                name="delivery_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                fields=("case", "ledger_seq", "entry", "repeat", "purpose"), name="delivery_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["pending", "claimed", "sent", "canceled", "dead"])),
                name="delivery_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(("purpose__in", ["alert", "correction"])), name="delivery_purpose_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("claim__isnull", False), ("status", "claimed")),
                    models.Q(models.Q(("status", "claimed"), _negated=True), ("claim", None)),
                    _connector="OR",
                ),
                name="delivery_claimed_has_lease",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("possibly_sent", True), ("sent_at__isnull", False), ("status", "sent")),
                    models.Q(models.Q(("status", "sent"), _negated=True), ("sent_at", None)),
                    _connector="OR",
                ),
                name="delivery_sent_has_instant",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "dead"), _negated=True),
                    models.Q(("last_error", ""), _negated=True),
                    _connector="OR",
                ),
                name="delivery_dead_has_reason",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="delivery",
            trigger=pgtrigger.compiler.Trigger(
                name="status_moves_as_allowed",
                sql=sla_admin.shared.guards.GuardSql(
                    condition='WHEN (OLD."status" IS DISTINCT FROM (NEW."status"))',
                    func="\n                    IF (OLD.status, NEW.status) NOT IN (\n                        ('pending', 'claimed'), ('pending', 'canceled'), ('claimed', 'pending'), ('claimed', 'sent'), ('claimed', 'canceled'), ('claimed', 'dead'), ('dead', 'pending'), ('dead', 'canceled')\n                    ) THEN\n                        RAISE EXCEPTION 'A delivery does not go from % to %.', OLD.status, NEW.status USING ERRCODE = 'integrity_constraint_violation';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="65607667d78696a9d483341f04ce60b4aa9d540d",
                    operation='UPDATE OF "status"',
                    pgid="pgtrigger_status_moves_as_allowed_0c1bd",
                    table="escalations_delivery",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="delivery",
            trigger=pgtrigger.compiler.Trigger(
                name="identity_never_changes",
                sql=sla_admin.shared.guards.GuardSql(
                    func="\n                    IF (OLD.case_id, OLD.ledger_seq, OLD.entry_id, OLD.repeat, OLD.purpose, OLD.action, OLD.target, OLD.payload, OLD.created_at)\n                        IS DISTINCT FROM (NEW.case_id, NEW.ledger_seq, NEW.entry_id, NEW.repeat, NEW.purpose, NEW.action, NEW.target, NEW.payload, NEW.created_at) THEN\n                        RAISE EXCEPTION 'What a delivery is about never changes.' USING ERRCODE = 'integrity_constraint_violation';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="b590f78e9c3158be4ce579f4686d9a4946e8f842",
                    operation='UPDATE OF "case_id", "ledger_seq", "entry_id", "repeat", "purpose", "action", "target", "payload", "created_at"',
                    pgid="pgtrigger_identity_never_changes_7fe7f",
                    table="escalations_delivery",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="deliveryattempt",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["accepted", "retry", "refused", "abandoned"])),
                name="attempt_outcome_known",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="deliveryattempt",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=sla_admin.shared.guards.GuardSql(
                    func="RAISE EXCEPTION 'Attempts are a log: they are appended and never changed.' USING ERRCODE = 'integrity_constraint_violation';",
                    hash="d7e86f114c34298806e386eacb4032fee24c0af8",
                    operation="UPDATE",
                    pgid="pgtrigger_append_only_90bca",
                    table="escalations_deliveryattempt",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="cellentry",
            constraint=models.UniqueConstraint(
                fields=("row", "trigger", "position"),
                name="cell_entry_position_once",
                violation_error_message="Two entries of a cell have the same position.",
            ),
        ),
        migrations.AddConstraint(
            model_name="cellentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("trigger", ""), _negated=True), name="cell_entry_trigger_named"
            ),
        ),
        migrations.AddConstraint(
            model_name="cellentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("action", ""), _negated=True), name="cell_entry_action_named"
            ),
        ),
        migrations.AddConstraint(
            model_name="cellentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("address", ""),
                        ("queue", None),
                        ("target__in", ("", "owner", "team_lead", "manager")),
                        ("user", None),
                    ),
                    models.Q(("address", ""), ("target", "queue"), ("user", None)),
                    models.Q(("address", ""), ("queue", None), ("target", "user"), ("user__isnull", False)),
                    models.Q(
                        ("queue", None),
                        ("target", "address"),
                        ("user", None),
                        models.Q(("address", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="cell_entry_target_complete",
                violation_error_message="Name exactly what the target asks for: a user, a queue, an address.",
            ),
        ),
        migrations.AddConstraint(
            model_name="cellentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("action__in", ("nothing", "field_update")), ("target", "")),
                    models.Q(("action__in", ("nothing", "field_update")), _negated=True),
                    _connector="OR",
                ),
                name="cell_entry_target_for_action",
                violation_error_message="A field update has no target, and neither has nothing.",
            ),
        ),
        migrations.AddConstraint(
            model_name="cellentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("action", "email"), _negated=True),
                    models.Q(("target", ""), _negated=True),
                    _connector="OR",
                ),
                name="cell_entry_email_has_target",
                violation_error_message="An e-mail needs a target.",
            ),
        ),
        migrations.AddConstraint(
            model_name="cellentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("action", "field_update"), _negated=True),
                    ("parameters__has_keys", ["field", "value"]),
                    _connector="OR",
                ),
                name="cell_entry_field_update_fixed",
                violation_error_message="A field update names the field and its value.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cellentry",
            trigger=pgtrigger.compiler.Trigger(
                name="only_in_a_draft",
                sql=sla_admin.shared.guards.GuardSql(
                    declare="DECLARE held_id bigint; held_status text;",
                    func="\n            IF TG_OP <> 'INSERT' THEN\n                \n            SELECT version.id, version.status INTO held_id, held_status\n            FROM escalations_matrixversion AS version\n            WHERE version.id = (SELECT version_id FROM escalations_matrixrow WHERE id = OLD.row_id)\n            FOR NO KEY UPDATE;\n            IF held_status <> 'draft' THEN\n                RAISE EXCEPTION 'Matrix version % is %: it and its cells never change. Copy it to a draft instead.', held_id, held_status USING ERRCODE = 'integrity_constraint_violation';\n            END IF;\n        \n            END IF;\n            IF TG_OP = 'DELETE' THEN\n                RETURN OLD;\n            END IF;\n            \n            SELECT version.id, version.status INTO held_id, held_status\n            FROM escalations_matrixversion AS version\n            WHERE version.id = (SELECT version_id FROM escalations_matrixrow WHERE id = NEW.row_id)\n            FOR NO KEY UPDATE;\n            IF held_status <> 'draft' THEN\n                RAISE EXCEPTION 'Matrix version % is %: it and its cells never change. Copy it to a draft instead.', held_id, held_status USING ERRCODE = 'integrity_constraint_violation';\n            END IF;\n        \n            RETURN NEW;\n        ",
                    hash="9cc260da2551da17fde1a288f91631a63d76c1d6",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_only_in_a_draft_17e8a",
                    table="escalations_cellentry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cellentry",
            trigger=pgtrigger.compiler.Trigger(
                name="z_nothing_stands_alone",
                sql=sla_admin.shared.guards.GuardSql(
                    func="\n        IF EXISTS (\n            SELECT 1 FROM escalations_cellentry AS other\n            WHERE other.row_id = NEW.row_id AND other.trigger = NEW.trigger AND other.id <> NEW.id\n              AND (other.action = 'nothing' OR NEW.action = 'nothing')\n        ) THEN\n            RAISE EXCEPTION 'A cell that says nothing happens can not hold anything else.' USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NEW;\n    ",
                    hash="bc47795414973aedb9a827b8fef75f0dd68136c6",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_z_nothing_stands_alone_4ec8b",
                    table="escalations_cellentry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cellentry",
            trigger=pgtrigger.compiler.Trigger(
                name="not_truncated",
                sql=sla_admin.shared.guards.GuardSql(
                    func="\n            IF EXISTS (SELECT 1 FROM escalations_matrixversion WHERE status <> 'draft') THEN\n                RAISE EXCEPTION 'Matrix versions are in use: their tables can not be truncated.' USING ERRCODE = 'integrity_constraint_violation';\n            END IF;\n            RETURN NULL;\n        ",
                    hash="a9830a27fa5c57bf9abb0bbfe3875ca9d50ec69c",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_not_truncated_275dc",
                    table="escalations_cellentry",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="matrixversion",
            constraint=models.UniqueConstraint(
                fields=("matrix", "number"), name="matrix_version_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="matrixversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)), name="matrix_version_counts_from_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="matrixversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["draft", "active", "retired"])),
                name="matrix_version_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="matrixversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("activated_at", None), ("retired_at", None), ("status", "draft")),
                    models.Q(("activated_at__isnull", False), ("retired_at", None), ("status", "active")),
                    models.Q(
                        ("activated_at__isnull", False), ("retired_at__isnull", False), ("status", "retired")
                    ),
                    _connector="OR",
                ),
                name="matrix_version_dated_by_status",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="matrixversion",
            trigger=pgtrigger.compiler.Trigger(
                name="starts_as_draft",
                sql=sla_admin.shared.guards.GuardSql(
                    func="\n        IF NEW.status <> 'draft' THEN\n            RAISE EXCEPTION 'A matrix version begins as a draft and is activated afterwards.' USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NEW;\n    ",
                    hash="d04a7734561e6354dfdbfd4c9eac4b7f855e0fbc",
                    operation="INSERT",
                    pgid="pgtrigger_starts_as_draft_715a6",
                    table="escalations_matrixversion",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="matrixversion",
            trigger=pgtrigger.compiler.Trigger(
                name="immutable_in_use",
                sql=sla_admin.shared.guards.GuardSql(
                    declare="DECLARE free text[] := ARRAY['status', 'retired_at', 'retired_by'];",
                    func="\n        IF NEW.id <> OLD.id OR NEW.matrix_id <> OLD.matrix_id OR NEW.number <> OLD.number THEN\n            RAISE EXCEPTION 'A matrix version keeps its matrix and its number.' USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        IF (OLD.status, NEW.status) NOT IN (\n            ('draft', 'draft'), ('draft', 'active'), ('active', 'active'), ('active', 'retired'),\n            ('retired', 'retired')\n        ) THEN\n            RAISE EXCEPTION 'A matrix version goes from draft to active to retired, not from % to %.', OLD.status, NEW.status USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        IF OLD.status = 'retired' AND to_jsonb(NEW) <> to_jsonb(OLD) THEN\n            RAISE EXCEPTION 'Matrix version % is %: it and its cells never change. Copy it to a draft instead.', OLD.id, OLD.status USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        IF OLD.status = 'active' AND to_jsonb(NEW) - free <> to_jsonb(OLD) - free THEN\n            RAISE EXCEPTION 'Matrix version % is %: it and its cells never change. Copy it to a draft instead.', OLD.id, OLD.status USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NEW;\n    ",
                    hash="f4aa0add07595512e55d5413d105cebb88ded6cf",
                    operation="UPDATE",
                    pgid="pgtrigger_immutable_in_use_75ea6",
                    table="escalations_matrixversion",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="matrixversion",
            trigger=pgtrigger.compiler.Trigger(
                name="stays_in_use",
                sql=sla_admin.shared.guards.GuardSql(
                    func="\n        IF OLD.status <> 'draft' THEN\n            RAISE EXCEPTION 'Matrix version % is %: it can not be deleted.', OLD.id, OLD.status USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN OLD;\n    ",
                    hash="115605723cb1fc7f412ed4a9af063e56df0a1707",
                    operation="DELETE",
                    pgid="pgtrigger_stays_in_use_b4268",
                    table="escalations_matrixversion",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="matrixversion",
            trigger=pgtrigger.compiler.Trigger(
                name="not_truncated",
                sql=sla_admin.shared.guards.GuardSql(
                    func="\n            IF EXISTS (SELECT 1 FROM escalations_matrixversion WHERE status <> 'draft') THEN\n                RAISE EXCEPTION 'Matrix versions are in use: their tables can not be truncated.' USING ERRCODE = 'integrity_constraint_violation';\n            END IF;\n            RETURN NULL;\n        ",
                    hash="69b65b3ec84d74efea9aacf39fe88c87171339af",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_not_truncated_dc495",
                    table="escalations_matrixversion",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="matrixrow",
            constraint=models.UniqueConstraint(
                models.F("version"),
                models.F("tier"),
                django.db.models.functions.text.Lower("priority"),
                models.F("type"),
                name="matrix_row_once",
                violation_error_message="Another row of this version names the same tier, priority and type.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="matrixrow",
            trigger=pgtrigger.compiler.Trigger(
                name="only_in_a_draft",
                sql=sla_admin.shared.guards.GuardSql(
                    declare="DECLARE held_id bigint; held_status text;",
                    func="\n            IF TG_OP <> 'INSERT' THEN\n                \n            SELECT version.id, version.status INTO held_id, held_status\n            FROM escalations_matrixversion AS version\n            WHERE version.id = (OLD.version_id)\n            FOR NO KEY UPDATE;\n            IF held_status <> 'draft' THEN\n                RAISE EXCEPTION 'Matrix version % is %: it and its cells never change. Copy it to a draft instead.', held_id, held_status USING ERRCODE = 'integrity_constraint_violation';\n            END IF;\n        \n            END IF;\n            IF TG_OP = 'DELETE' THEN\n                RETURN OLD;\n            END IF;\n            \n            SELECT version.id, version.status INTO held_id, held_status\n            FROM escalations_matrixversion AS version\n            WHERE version.id = (NEW.version_id)\n            FOR NO KEY UPDATE;\n            IF held_status <> 'draft' THEN\n                RAISE EXCEPTION 'Matrix version % is %: it and its cells never change. Copy it to a draft instead.', held_id, held_status USING ERRCODE = 'integrity_constraint_violation';\n            END IF;\n        \n            RETURN NEW;\n        ",
                    hash="29b45981bc74a94570a9099a1853fbb49f672426",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_only_in_a_draft_1dc53",
                    table="escalations_matrixrow",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="matrixrow",
            trigger=pgtrigger.compiler.Trigger(
                name="not_truncated",
                sql=sla_admin.shared.guards.GuardSql(
                    func="\n            IF EXISTS (SELECT 1 FROM escalations_matrixversion WHERE status <> 'draft') THEN\n                RAISE EXCEPTION 'Matrix versions are in use: their tables can not be truncated.' USING ERRCODE = 'integrity_constraint_violation';\n            END IF;\n            RETURN NULL;\n        ",
                    hash="f511c648593296cd2ed8dd9fce907fdd7818e905",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_not_truncated_e56c0",
                    table="escalations_matrixrow",
                    when="BEFORE",
                ),
            ),
        ),
    ]
