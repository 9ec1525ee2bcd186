"""Open cases by urgency, kept by triggers, and the marks by which boards learn that something changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Brings the rows of these cases in line with the cases and their clocks; rows of cases that are closed go.
_FOLLOW = """
CREATE FUNCTION milestones_follow_open_cases(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM milestones_opencase AS kept
    WHERE kept.case_id = ANY(ids)
        AND NOT EXISTS (SELECT FROM milestones_case WHERE id = kept.case_id AND closed_at IS NULL);
    INSERT INTO milestones_opencase AS kept (
        case_id, standing, rank, due_at, milestone_id, type, hours_id, timeline, queue_id, owner_id, account_id,
        tier_id, priority, coverage_outcome, opened_at
    )
    SELECT stored.id,
        (ARRAY['violated', 'at_risk', 'on_track', 'paused', 'met_late', 'met', 'canceled', 'no_clock'])[
            coalesce(worst.place, 8)
        ],
        CASE WHEN urgent.id IS NOT NULL THEN urgent.rank WHEN worst.place IS NULL THEN 3 ELSE 4 END,
        urgent.target_at, urgent.id, coalesce(urgent.type, ''), urgent.hours_id, coalesce(urgent.timeline, 0),
        stored.queue_id, stored.owner_id, stored.account_id, promised.tier_id, stored.priority,
        stored.coverage_outcome, stored.opened_at
    FROM milestones_case AS stored
    LEFT JOIN entitlements_entitlement AS promised ON promised.id = stored.entitlement_id
    LEFT JOIN LATERAL (
        SELECT id, type, target_at, hours_id, timeline,
            CASE WHEN is_violated THEN 0 WHEN status = 'running' THEN 1 ELSE 2 END AS rank
        FROM milestones_casemilestone
        WHERE case_id = stored.id AND status IN ('running', 'paused')
        ORDER BY 6, target_at, id
        LIMIT 1
    ) AS urgent ON true
    LEFT JOIN LATERAL (
        SELECT min(CASE
            WHEN status IN ('running', 'paused') AND is_violated THEN 1
            WHEN status = 'running' AND at_risk THEN 2
            WHEN status = 'running' THEN 3
            WHEN status = 'paused' THEN 4
            WHEN status = 'completed' AND is_violated THEN 5
            WHEN status = 'completed' THEN 6
            ELSE 7
        END) AS place
        FROM milestones_casemilestone
        WHERE case_id = stored.id
    ) AS worst ON true
    WHERE stored.id = ANY(ids) AND stored.closed_at IS NULL
    ON CONFLICT (case_id) DO UPDATE SET
        standing = excluded.standing, rank = excluded.rank, due_at = excluded.due_at,
        milestone_id = excluded.milestone_id, type = excluded.type, hours_id = excluded.hours_id,
        timeline = excluded.timeline, queue_id = excluded.queue_id, owner_id = excluded.owner_id,
        account_id = excluded.account_id, tier_id = excluded.tier_id, priority = excluded.priority,
        coverage_outcome = excluded.coverage_outcome
    WHERE (
        kept.standing, kept.rank, kept.due_at, kept.milestone_id, kept.type, kept.hours_id, kept.timeline,
        kept.queue_id, kept.owner_id, kept.account_id, kept.tier_id, kept.priority, kept.coverage_outcome
    ) IS DISTINCT FROM (
        excluded.standing, excluded.rank, excluded.due_at, excluded.milestone_id, excluded.type, excluded.hours_id,
        excluded.timeline, excluded.queue_id, excluded.owner_id, excluded.account_id, excluded.tier_id,
        excluded.priority, excluded.coverage_outcome
    );
END
$$;

-- One mark for each transaction that changed what boards show. A board that was drawn from a snapshot is behind as soon
-- as there is a mark this snapshot did not see, in whatever order transactions began and committed. Writers never meet:
-- each inserts a row of its own.
CREATE TABLE milestones_boardchange (xid xid8 PRIMARY KEY);
CREATE FUNCTION milestones_mark_change() RETURNS void LANGUAGE sql AS $$
    INSERT INTO milestones_boardchange (xid) VALUES (pg_current_xact_id()) ON CONFLICT DO NOTHING;
$$;

-- What boards were drawn from, shared by all web processes. Not worth a backup: it is read anew when it is missing.
CREATE TABLE milestones_boardpicture (
    question text PRIMARY KEY,
    version text NOT NULL,
    seen pg_snapshot NOT NULL,
    drawn_at bigint NOT NULL,
    good_until bigint NOT NULL,
    content bytea NOT NULL
);

CREATE FUNCTION milestones_after_cases() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[];
BEGIN
    IF coalesce(current_setting('milestones.purging', true), '') <> '' THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(id) INTO ids FROM fresh;
    ELSE
        SELECT array_agg(id) INTO ids FROM fresh JOIN stale USING (id)
        WHERE (
            fresh.closed_at, fresh.queue_id, fresh.owner_id, fresh.account_id, fresh.entitlement_id, fresh.priority,
            fresh.coverage_outcome, fresh.subject
        ) IS DISTINCT FROM (
            stale.closed_at, stale.queue_id, stale.owner_id, stale.account_id, stale.entitlement_id, stale.priority,
            stale.coverage_outcome, stale.subject
        );
    END IF;
    IF ids IS NOT NULL THEN
        PERFORM milestones_follow_open_cases(ids);
        PERFORM milestones_mark_change();
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION milestones_after_clocks() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[];
BEGIN
    IF coalesce(current_setting('milestones.purging', true), '') <> '' THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT case_id) INTO ids FROM fresh;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT case_id) INTO ids FROM stale;
    ELSE
        SELECT array_agg(DISTINCT fresh.case_id) INTO ids FROM fresh JOIN stale USING (id)
        WHERE (
            fresh.status, fresh.is_violated, fresh.at_risk, fresh.target_at, fresh.hours_id, fresh.timeline, fresh.level,
            fresh.consumed
        ) IS DISTINCT FROM (
            stale.status, stale.is_violated, stale.at_risk, stale.target_at, stale.hours_id, stale.timeline, stale.level,
            stale.consumed
        );
    END IF;
    IF ids IS NOT NULL THEN
        PERFORM milestones_follow_open_cases(ids);
        PERFORM milestones_mark_change();
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION milestones_after_case_is_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM milestones_mark_change();
    RETURN NULL;
END
$$;

CREATE TRIGGER open_cases_follow_new_cases AFTER INSERT ON milestones_case
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION milestones_after_cases();
CREATE TRIGGER open_cases_follow_cases AFTER UPDATE ON milestones_case
    REFERENCING NEW TABLE AS fresh OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION milestones_after_cases();
CREATE TRIGGER boards_miss_cases AFTER DELETE ON milestones_case
    FOR EACH STATEMENT EXECUTE FUNCTION milestones_after_case_is_gone();
CREATE TRIGGER open_cases_follow_new_clocks AFTER INSERT ON milestones_casemilestone
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION milestones_after_clocks();
CREATE TRIGGER open_cases_follow_clocks AFTER UPDATE ON milestones_casemilestone
    REFERENCING NEW TABLE AS fresh OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION milestones_after_clocks();
CREATE TRIGGER open_cases_miss_clocks AFTER DELETE ON milestones_casemilestone
    REFERENCING OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION milestones_after_clocks();

ALTER TABLE milestones_opencase SET (fillfactor = 80);
SELECT milestones_follow_open_cases(array_agg(id)) FROM milestones_case WHERE closed_at IS NULL;
"""

_UNFOLLOW = """
DROP TRIGGER open_cases_follow_new_cases ON milestones_case;
DROP TRIGGER open_cases_follow_cases ON milestones_case;
DROP TRIGGER boards_miss_cases ON milestones_case;
DROP TRIGGER open_cases_follow_new_clocks ON milestones_casemilestone;
DROP TRIGGER open_cases_follow_clocks ON milestones_casemilestone;
DROP TRIGGER open_cases_miss_clocks ON milestones_casemilestone;
DROP FUNCTION milestones_after_cases(), milestones_after_clocks(), milestones_after_case_is_gone(),
    milestones_mark_change(), milestones_follow_open_cases(bigint[]);
DROP TABLE milestones_boardpicture, milestones_boardchange;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("entitlements", "0003_business_time_of_sets"),
        ("milestones", "0008_who_may_choose_coverage"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OpenCase",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="while_open",
                        serialize=False,
                        to="milestones.case",
                    ),
                ),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("violated", "violated"),
                            ("at_risk", "at risk"),
                            ("on_track", "on track"),
                            ("paused", "paused"),
                            ("met_late", "met late"),
                            ("met", "met"),
                            ("canceled", "canceled"),
                            ("no_clock", "no clock"),
                        ],
                        max_length=12,
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField()),
                (
                    "due_at",
                    models.DateTimeField(help_text="Target of the most urgent open clock.", null=True),
                ),
                (
                    "type",
                    models.CharField(
                        blank=True, help_text="Key of that clock's milestone type.", max_length=64
                    ),
                ),
                ("timeline", models.BigIntegerField(default=0)),
                ("priority", models.CharField(blank=True, max_length=64)),
                ("coverage_outcome", models.CharField(blank=True, max_length=24)),
                ("opened_at", models.DateTimeField()),
            ],
        ),
        migrations.AddIndex(
            model_name="casemilestone",
            index=models.Index(
                condition=models.Q(("status", "completed")),
                fields=["completed_at"],
                include=("case", "type", "is_violated", "level", "consumed"),
                name="case_milestone_completed",
            ),
        ),
        migrations.AddField(
            model_name="opencase",
            name="account",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="entitlements.account",
            ),
        ),
        migrations.AddField(
            model_name="opencase",
            name="hours",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                help_text="Hours that clock counts on. Blank: 24×7.",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="entitlements.businesshours",
            ),
        ),
        migrations.AddField(
            model_name="opencase",
            name="milestone",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="milestones.casemilestone",
            ),
        ),
        migrations.AddField(
            model_name="opencase",
            name="owner",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="opencase",
            name="queue",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="milestones.queue",
            ),
        ),
        migrations.AddField(
            model_name="opencase",
            name="tier",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="entitlements.supporttier",
            ),
        ),
        migrations.AddIndex(
            model_name="opencase",
            index=models.Index(fields=["queue", "rank", "due_at", "case"], name="open_case_by_urgency"),
        ),
        migrations.AddIndex(
            model_name="opencase",
            index=models.Index(
                condition=models.Q(
                    models.Q(("coverage_outcome", "covered"), _negated=True), ("rank", 3), _connector="OR"
                ),
                fields=["coverage_outcome", "opened_at"],
                name="open_case_gaps",
            ),
        ),
        migrations.AddConstraint(
            model_name="opencase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "standing__in",
                        (
                            "violated",
                            "at_risk",
                            "on_track",
                            "paused",
                            "met_late",
                            "met",
                            "canceled",
                            "no_clock",
                        ),
                    )
                ),
                name="open_case_standing_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="opencase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("due_at__isnull", False), ("milestone__isnull", False), ("rank__in", (0, 1, 2))
                    ),
                    models.Q(("due_at", None), ("milestone", None), ("rank__in", (3, 4))),
                    _connector="OR",
                ),
                name="open_case_ranked_by_a_clock",
            ),
        ),
        migrations.RunSQL(_FOLLOW, _UNFOLLOW),
    ]
