"""Refuses to activate a process version that pins a matrix which may still change, or does not exist.

The process version lives a layer below and cannot refer to matrices itself; its table can be guarded here.
"""

from django.db import migrations

_CREATE = """
CREATE FUNCTION escalations_pins_matrix_in_use() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    held text;
BEGIN
    SELECT matrix.status INTO held
    FROM escalations_matrixversion AS matrix WHERE matrix.id = NEW.matrix_version FOR SHARE;
    IF held IS NULL THEN
        RAISE EXCEPTION 'There is no matrix version %.', NEW.matrix_version
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF held <> 'active' THEN
        RAISE EXCEPTION 'Matrix version % is %: a process version in use pins an active one.',
            NEW.matrix_version, held USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER pins_matrix_in_use BEFORE UPDATE OF status ON entitlements_processversion
FOR EACH ROW WHEN (OLD.status = 'draft' AND NEW.status = 'active' AND NEW.matrix_version IS NOT NULL)
EXECUTE FUNCTION escalations_pins_matrix_in_use();
"""

_DROP = """
DROP TRIGGER pins_matrix_in_use ON entitlements_processversion;
DROP FUNCTION escalations_pins_matrix_in_use();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("escalations", "0002_attempts_go_with_their_delivery"),
        ("entitlements", "0001_promises"),
    ]
    operations = [migrations.RunSQL(_CREATE, _DROP)]
