"""One group of administrators: who was in "SLA administrators" to be told last becomes an administrator, with
what that group was permitted."""

from typing import Any

from django.db import migrations

BEFORE, ONE = "SLA administrators", "Administrators"


def merge(apps: Any, schema_editor: Any) -> None:
    group = apps.get_model("auth", "Group")
    old = group.objects.filter(name=BEFORE).first()
    if old is None:
        return
    new, _ = group.objects.get_or_create(name=ONE)
    new.user_set.add(*old.user_set.all())
    new.permissions.add(*old.permissions.all())
    old.delete()


class Migration(migrations.Migration):
    dependencies = [("escalations", "0006_coverage_notice"), ("shared", "0003_roles")]
    operations = [migrations.RunPython(merge, migrations.RunPython.noop)]
