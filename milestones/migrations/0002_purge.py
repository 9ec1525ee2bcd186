"""The one way out of the ledger, and room on the pages of the rows that ticks rewrite."""

from django.db import migrations

# Every table that refers to cases is emptied of them by what the catalogue says, so that tables of other apps need no
# mention here. A table that is referred to in its turn looks after those rows itself (a cascade or a trigger).
_CREATE = """
CREATE FUNCTION milestones_purge(case_ids bigint[], reason text, actor text) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    referring record;
    purged bigint;
BEGIN
    IF coalesce(btrim(reason), '') = '' THEN
        RAISE EXCEPTION 'A purge names its reason.' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    PERFORM FROM milestones_casestate WHERE case_id = ANY(case_ids) ORDER BY case_id FOR UPDATE;
    INSERT INTO milestones_tombstone (case_number, reason, actor, purged_at, ledger_seq, ledger_hash)
    SELECT milestones_case.id, milestones_purge.reason, milestones_purge.actor, clock_timestamp(),
        coalesce(ledger_seq, 0), coalesce(ledger_hash, '')
    FROM milestones_case LEFT JOIN milestones_casestate ON case_id = milestones_case.id
    WHERE milestones_case.id = ANY(case_ids);
    PERFORM set_config('milestones.purging', milestones_purge.reason, true);
    DELETE FROM milestones_comment WHERE case_id = ANY(case_ids);
    FOR referring IN
        SELECT conrelid::regclass AS name, attname AS field
        FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
        WHERE contype = 'f' AND confrelid = 'milestones_case'::regclass AND conrelid <> confrelid
    LOOP
        EXECUTE format('DELETE FROM %s WHERE %I = ANY($1)', referring.name, referring.field) USING case_ids;
    END LOOP;
    DELETE FROM milestones_case WHERE id = ANY(case_ids);
    GET DIAGNOSTICS purged = ROW_COUNT;
    PERFORM set_config('milestones.purging', '', true);
    RETURN purged;
END
$$;
"""

_ROOM = """
ALTER TABLE milestones_casestate SET (fillfactor = 70);
ALTER TABLE milestones_casemilestone SET (fillfactor = 80);
"""

_NO_ROOM = """
ALTER TABLE milestones_casestate RESET (fillfactor);
ALTER TABLE milestones_casemilestone RESET (fillfactor);
"""


class Migration(migrations.Migration):
    dependencies = [("milestones", "0001_cases")]
    operations = [
        migrations.RunSQL(_CREATE, "DROP FUNCTION milestones_purge(bigint[], text, text)"),
        migrations.RunSQL(_ROOM, _NO_ROOM),
    ]
