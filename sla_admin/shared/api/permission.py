"""What a caller may do: scopes for keys, Django permissions for people."""

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from sla_admin.shared.errors import NotAllowed
from sla_admin.shared.models.api_key import ApiKey


class MayUse(BasePermission):
    """Reads the view's `scope` ("cases"), `read_permissions` and `write_permissions`.

    A view that names none of them is a programming error and fails, rather than being open to everybody.
    """

    def has_permission(self, request: Request, view: APIView) -> bool:
        if request.successful_authenticator is None:
            return False
        reads = request.method in SAFE_METHODS
        if isinstance(request.auth, ApiKey):
            scope = f"{view.scope}:{'read' if reads else 'write'}"  # type: ignore[attr-defined]  # ApiView has it
            if scope not in request.auth.scopes:
                raise NotAllowed(f"This key lacks the scope {scope}.")
            return True
        needed = view.read_permissions if reads else view.write_permissions  # type: ignore[attr-defined]  # as above
        missing = [permission for permission in needed if not request.user.has_perm(permission)]
        if missing:
            raise NotAllowed(f"You lack the permission {missing[0]}.")
        return True
