"""Makes the four groups whose names are the roles of the side bar. Membership and permissions are the
operator's."""

from typing import Any

from django.db import migrations

GROUPS = ("Agents", "Managers", "Administrators", "Auditors")


def make_groups(apps: Any, schema_editor: Any) -> None:
    group = apps.get_model("auth", "Group")
    for name in GROUPS:
        group.objects.get_or_create(name=name)


class Migration(migrations.Migration):
    dependencies = [("shared", "0002_preferences"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
