"""Who asks: another system with a key, or a person signed in."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from sla_admin.shared.api.request_time import request_time
from sla_admin.shared.api_keys.recognize import UnknownKey, recognize_key
from sla_admin.shared.models.api_key import ApiKey


class KeyHolder:
    """The system behind an API key, in the place where Django expects a user. It has no Django permissions:
    what a key may do are its scopes.
    """

    is_authenticated = True
    is_anonymous = False
    is_active = True
    is_staff = False
    is_superuser = False
    pk = None

    def __init__(self, key: ApiKey) -> None:
        self.key = key

    def __str__(self) -> str:
        return str(self.key)

    def has_perm(self, permission: str, obj: Any = None) -> bool:
        return False

    def has_perms(self, permissions: Any, obj: Any = None) -> bool:
        return False


class ApiKeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer sla_<prefix>_<secret>`."""

    def authenticate(self, request: Request) -> tuple[KeyHolder, ApiKey] | None:
        words = get_authorization_header(request).split()
        if not words:
            return None
        if words[0].lower() != b"bearer" or len(words) != 2:
            raise AuthenticationFailed("Send the key as `Authorization: Bearer sla_…`.")
        try:
            key = recognize_key(words[1].decode("latin-1"), at=request_time(request))
        except UnknownKey as error:
            raise AuthenticationFailed(str(error)) from error
        return KeyHolder(key), key

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="SLA Admin API"'


class PersonAuthentication(SessionAuthentication):
    """The session of a person signed in; writes need the CSRF token, as in every form."""

    def authenticate(self, request: Request) -> tuple[AbstractBaseUser, None] | None:
        found: tuple[AbstractBaseUser, None] | None = super().authenticate(request)
        return found


def actor_of(request: Request) -> str:
    """Who asks, as the ledger names them: `key:<prefix>` or `user:<id>`, never a personal name."""
    if isinstance(request.auth, ApiKey):
        return f"key:{request.auth.prefix}"
    return f"user:{request.user.pk}"


class ApiKeyScheme(OpenApiAuthenticationExtension):
    target_class = ApiKeyAuthentication
    name = "apiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "An API key, made with `manage.py create_api_key NAME --scope …`.",
        }


class PersonScheme(OpenApiAuthenticationExtension):
    target_class = PersonAuthentication
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "sessionid",
            "description": "The session of a person signed in. Writes also need the header `X-CSRFToken`.",
        }
