"""The base of every view of the API."""

from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from sla_admin.shared.api import page
from sla_admin.shared.api.authentication import ApiKeyAuthentication, PersonAuthentication, actor_of
from sla_admin.shared.api.body import AnswerRenderer, StrictJSONParser
from sla_admin.shared.api.fields import Input
from sla_admin.shared.api.permission import MayUse
from sla_admin.shared.api.rate_limit import PerMinute
from sla_admin.shared.api.request_time import request_time
from sla_admin.shared.changes.responsible import name_actor
from sla_admin.shared.errors import GENERAL, InvalidInput


class ApiView(APIView):
    """A view knows its scope and permissions, reads its input, calls one service or selector, and shapes the
    answer.

    `scope` is the first half of a key's scope ("cases"). `query_names` are the parameters its address
    understands; any other is refused, so that a mistyped filter does not silently answer with everything.
    """

    scope: ClassVar[str]
    read_permissions: ClassVar[tuple[str, ...]]
    write_permissions: ClassVar[tuple[str, ...]] = ()
    query_names: ClassVar[tuple[str, ...]] = ()
    filterset_class: ClassVar[type[Any] | None] = None
    is_paged: ClassVar[bool] = False

    # Explicit here, so that no setting can open the API.
    authentication_classes = (ApiKeyAuthentication, PersonAuthentication)
    permission_classes = (MayUse,)
    throttle_classes = (PerMinute,)
    parser_classes = (StrictJSONParser,)
    renderer_classes = (AnswerRenderer,)
    metadata_class = None
    http_method_names = ["get", "head", "post", "patch"]
    rate_headers: dict[str, str]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        name_actor(actor_of(request))
        if request.method not in self.allowed_methods:
            self.http_method_not_allowed(request)
        known = self.known_parameters(request.method or "")
        unknown = sorted(set(request.query_params) - known)
        if unknown:
            raise InvalidInput((name, "There is no such parameter.") for name in unknown)
        repeated = sorted(name for name, values in request.query_params.lists() if len(values) > 1)
        if refused := [name for name in repeated if name not in self.repeatable_names]:
            raise InvalidInput((name, "Give this parameter once.") for name in refused)
        if empty := sorted(name for name, value in request.query_params.items() if not value):
            raise InvalidInput((name, "Give it a value or leave it out.") for name in empty)
        if broken := sorted(name for name, value in request.query_params.items() if "\x00" in value):
            raise InvalidInput((name, "Texts cannot contain the character U+0000.") for name in broken)

    repeatable_names: ClassVar[tuple[str, ...]] = ()

    def known_parameters(self, method: str) -> set[str]:
        """The parameters this address understands for that method."""
        if method not in ("GET", "HEAD"):
            return set()
        known = set(self.query_names)
        if self.is_paged:
            known.update(page.PARAMETERS)
        if self.filterset_class is not None:
            known.update(self.filterset_class.get_filters())
        return known

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        for name, value in getattr(self, "rate_headers", {}).items():
            answer[name] = value
        answer["Cache-Control"] = "private, no-cache"
        return answer

    @property
    def at(self) -> int:
        """The instant of this request, µs since 1970 UTC."""
        return request_time(self.request)

    @property
    def actor(self) -> str:
        """Who asks: `key:<prefix>` or `user:<id>`."""
        return actor_of(self.request)

    def read(self, shape: type[Input], data: Any = None, *, partial: bool = False) -> dict[str, Any]:
        """The body as `shape` understands it. Raises ValidationError with every wrong field."""
        told = self.request.data if data is None else data
        if partial and not told:
            raise InvalidInput.of(GENERAL, "Name at least one field to change.")
        given = shape(data=told, partial=partial)
        given.is_valid(raise_exception=True)
        validated: dict[str, Any] = given.validated_data
        return validated

    def filtered(self, rows: Any) -> Any:
        """`rows` narrowed by the address's filters. Raises InvalidInput naming each wrong parameter."""
        if self.filterset_class is None:
            raise TypeError(f"{type(self).__name__} has no filters.")
        filters = self.filterset_class(self.request.query_params, queryset=rows, request=self.request)
        if not filters.is_valid():
            raise InvalidInput(
                (name, str(reason)) for name, reasons in filters.errors.items() for reason in reasons
            )
        return filters.qs


class NoSuchAddress(APIView):
    """Answers every address under /api/ that nothing else answers."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()
    renderer_classes = (AnswerRenderer,)
    metadata_class = None
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        from sla_admin.shared.errors import NotFound

        hint = "" if request.path.endswith("/") else " Addresses end with a slash."
        raise NotFound(f"Nothing answers at {request.path}.{hint}")

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        raise AssertionError("initial has answered")
