"""Who may do what is configuration too: Django's own tables of accounts, with the triggers that record them.

Proxies carry the triggers; nothing else uses them. Passwords, names, addresses and the time of the last
sign-in are left out: the history never gives up what somebody may ask to have erased.
"""

from typing import ClassVar

from django.contrib.auth.models import Group, User

from sla_admin.shared.changes.recorded import recorded, value_of

_USER = value_of("auth_user", "changed.user_id", "username")
_GROUP = value_of("auth_group", "changed.group_id")
_PERMISSION = value_of("auth_permission", "changed.permission_id", "codename")


class RecordedUser(User):
    class Meta:
        proxy = True
        verbose_name = "user"
        verbose_name_plural = "users"
        default_permissions = ()
        triggers: ClassVar = recorded(
            "user",
            name="changed.username",
            skip=("last_login", "first_name", "last_name", "email", "date_joined"),
            hide=("password",),
        )


class RecordedGroup(Group):
    class Meta:
        proxy = True
        verbose_name = "role"
        verbose_name_plural = "roles"
        default_permissions = ()
        triggers: ClassVar = recorded("role", name="changed.name")


class RecordedMembership(User.groups.through):  # type: ignore[misc,name-defined]  # Django makes it
    class Meta:
        proxy = True
        verbose_name = "member of a role"
        verbose_name_plural = "members of roles"
        default_permissions = ()
        triggers: ClassVar = recorded(
            "role_member",
            name=f"concat_ws(' in ', {_USER}, {_GROUP})",
            part_of=("role", "changed.group_id"),
        )


class RecordedGroupPermission(Group.permissions.through):  # type: ignore[misc,name-defined]  # as above
    class Meta:
        proxy = True
        verbose_name = "permission of a role"
        verbose_name_plural = "permissions of roles"
        default_permissions = ()
        triggers: ClassVar = recorded(
            "role_permission",
            name=f"concat_ws(' for ', {_PERMISSION}, {_GROUP})",
            part_of=("role", "changed.group_id"),
        )


class RecordedUserPermission(User.user_permissions.through):  # type: ignore[misc,name-defined]  # as above
    class Meta:
        proxy = True
        verbose_name = "permission of a person"
        verbose_name_plural = "permissions of persons"
        default_permissions = ()
        triggers: ClassVar = recorded(
            "user_permission",
            name=f"concat_ws(' for ', {_PERMISSION}, {_USER})",
            part_of=("user", "changed.user_id"),
        )
