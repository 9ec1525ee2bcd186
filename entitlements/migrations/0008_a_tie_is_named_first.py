"""Lets the trigger that names the other entitlement speak before the unique constraint beside it.

Deferred checks of a row go by the names of their triggers, and those of constraints begin with a capital.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("entitlements", "0007_hours_where_both_are_open")]
    operations = [
        migrations.RunSQL(
            'ALTER TRIGGER a_tie_is_refused ON entitlements_entitlementscope RENAME TO "A_tie_is_refused"',
            'ALTER TRIGGER "A_tie_is_refused" ON entitlements_entitlementscope RENAME TO a_tie_is_refused',
        )
    ]
