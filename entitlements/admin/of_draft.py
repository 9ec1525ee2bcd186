"""What belongs to a version in the admin: open while that is a draft."""

from typing import Any

from django.http import HttpRequest

from entitlements.models import ProcessVersion
from sla_admin.shared.typed_admin import ModelAdmin


class OfDraft:
    """A mixin for what belongs to a version: edited while that is a draft, afterwards only shown."""

    def _is_open(self, row: Any) -> bool:
        if row is None:
            return True
        version = row if isinstance(row, ProcessVersion) else row.version
        return bool(version.is_draft)

    def has_add_permission(self, request: HttpRequest, *parent: Any) -> bool:
        """`parent` is what an inline's rows belong to; pages have none."""
        allowed = super().has_add_permission(request, *parent)  # type: ignore[misc]  # a mixin
        return bool(allowed) and all(map(self._is_open, parent))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(super().has_change_permission(request, obj)) and self._is_open(obj)  # type: ignore[misc]  # too

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(super().has_delete_permission(request, obj)) and self._is_open(obj)  # type: ignore[misc]  # too


class GoesWithItsChildren(ModelAdmin[Any]):
    """A page whose rows are deleted with all that is under them; that they may be deleted is enough."""

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        to_delete, counts, _, protected = super().get_deleted_objects(objs, request)
        return to_delete, counts, set(), protected
