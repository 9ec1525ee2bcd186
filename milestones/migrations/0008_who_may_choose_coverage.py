"""Managers and administrators may choose another valid entitlement for a case."""

from typing import Any

from django.db import migrations

GROUPS = ("Managers", "Administrators")


def _permission(apps: Any) -> Any:
    of_cases, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="milestones", model="case"
    )
    found, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=of_cases,
        codename="choose_coverage",
        defaults={"name": "Can choose another valid entitlement for a case, with a reason"},
    )
    return found


def allow(apps: Any, schema_editor: Any) -> None:
    permission = _permission(apps)
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
        group.permissions.add(permission)


def forbid(apps: Any, schema_editor: Any) -> None:
    permission = _permission(apps)
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
        group.permissions.remove(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("milestones", "0007_find_cases_by_what_they_are_about"),
        ("shared", "0003_roles"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(allow, forbid)]
