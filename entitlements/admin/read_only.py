"""Pages that show rows and change nothing."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from sla_admin.shared.typed_admin import ModelAdmin

if TYPE_CHECKING:
    _Page = ModelAdmin[Any]
else:
    _Page = object


class ReadOnly(_Page):
    """A mixin: everything can be looked at, nothing added, changed or deleted."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
