"""Tables that only the engine writes, or that no longer change."""

from typing import Any

from django.http import HttpRequest

from escalations.models import MatrixVersion
from escalations.models.matrix_version import MatrixStatus
from sla_admin.shared.typed_admin import ModelAdmin


class ReadOnlyMixin:
    """Everything can be looked at and nothing changed."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyAdmin(ReadOnlyMixin, ModelAdmin[Any]):
    """The page of such a table."""


def is_draft(version: MatrixVersion | None) -> bool:
    """Whether the version may still be edited; one that is just being made may."""
    return version is None or version.status == MatrixStatus.DRAFT
