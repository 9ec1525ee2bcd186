"""The OpenAPI description of the conventions, so that no view has to repeat them."""

from typing import Any

import msgspec
from drf_spectacular.drainage import get_override
from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent, build_basic_type

from sla_admin.shared.api import once, page
from sla_admin.shared.api.fields import Input
from sla_admin.shared.api.operation import Operation
from sla_admin.shared.api.problem import MEDIA_TYPE, Problem
from sla_admin.shared.api.request_id import HEADER as REQUEST_ID

_REFERENCE = "#/components/schemas/{name}"

_REASONS = {
    400: "The input is not valid; `errors` names each field and its reason.",
    401: "No key, a key that does not work, or no session.",
    403: "The key lacks the scope, or the person the permission.",
    404: "There is no such thing.",
    406: "The answer cannot have the form asked for.",
    409: "The present state forbids it, or the `Idempotency-Key` was used for another request.",
    412: "It has changed since `If-Match` was read.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    429: "Too many requests; `Retry-After` says when to come back.",
    500: "A defect; it was logged under `request_id`.",
    503: "The database cannot answer now.",
}
_ALWAYS = (400, 401, 403, 406, 429, 500, 503)
_WRITES = (409, 412, 413, 415)


class AnswerStructs(OpenApiSerializerExtension):
    """Answers are msgspec structs; msgspec writes their JSON Schema."""

    target_class = "msgspec.Struct"
    match_subclasses = True

    def get_name(self, auto_schema: Any, direction: Any) -> str:
        return str(self.target.__name__)

    def get_identity(self, auto_schema: Any, direction: Any) -> str:
        # An answer inside another is known by its name alone, so the same answer by itself must be too.
        return str(self.target.__name__)

    def map_serializer(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        _, components = msgspec.json.schema_components([self.target], ref_template=_REFERENCE)
        own: dict[str, Any] = {}
        for name, schema in components.items():
            schema.pop("title", None)
            if name == self.target.__name__:
                own = schema
            else:
                auto_schema.registry.register_on_missing(
                    ResolvedComponent(name=name, type=ResolvedComponent.SCHEMA, object=name, schema=schema)
                )
        return own


class ConventionsSchema(AutoSchema):
    """Adds to each operation what every operation has: errors, headers, paging, filters."""

    def _is_list_view(self, serializer: Any = None) -> bool:
        # An answer says itself whether it is a list (`results`); nothing is wrapped behind its back.
        return False

    def get_description(self) -> str:  # type: ignore[override]  # as drf-spectacular has it
        # What a class says about itself is for its readers; callers get what an operation says.
        return ""

    def get_operation_id(self) -> str:
        said = self._by_convention()
        return said.name if said else super().get_operation_id()

    def get_summary(self) -> str | None:
        said = self._by_convention()
        return said.summary if said else super().get_summary()

    def get_tags(self) -> list[str]:
        if self._by_convention() is None:
            return super().get_tags()
        return [self.view.scope]  # type: ignore[attr-defined]  # ApiView has it

    def get_request_serializer(self) -> Any:
        said = self._by_convention()
        return said.takes if said else super().get_request_serializer()

    def get_response_serializers(self) -> Any:
        said = self._by_convention()
        return said.answers if said else super().get_response_serializers()

    def _by_convention(self) -> Operation | None:
        """What the view's resource says of this operation, where it follows the convention."""
        operation = getattr(self.view, "operation", None)
        return operation(self.method) if operation else None

    def _postprocess_serializer_schema(self, schema: Any, serializer: Any, direction: Any) -> Any:
        described = super()._postprocess_serializer_schema(schema, serializer, direction)
        if isinstance(serializer, Input) and isinstance(described, dict):
            described["additionalProperties"] = False
        return described

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        operation = super().get_operation(*args, **kwargs)
        if operation is None or not hasattr(self.view, "scope"):
            return operation
        for status in self._problem_statuses():
            operation["responses"].setdefault(str(status), self._problem(status))
        if self.method == "GET" and self._method_says("is_single"):
            operation["responses"]["304"] = {"description": "It is still what `If-None-Match` names."}
        operation["responses"] = dict(sorted(operation["responses"].items()))
        for status, response in operation["responses"].items():
            response.setdefault("headers", {}).update(self._headers(int(status)))
        reads = self.method == "GET"
        operation["x-scope"] = f"{self.view.scope}:{'read' if reads else 'write'}"
        return operation

    def _problem_statuses(self) -> list[int]:
        statuses = [*_ALWAYS]
        if "{" in self.path:
            statuses.append(404)
        if self.method != "GET":
            statuses.extend(_WRITES)
        elif getattr(self.view, "may_conflict", False):
            statuses.append(409)
        return statuses

    def _problem(self, status: int) -> dict[str, Any]:
        reference = self.resolve_serializer(Problem, "response").ref  # type: ignore[arg-type]  # see AnswerStructs
        return {"description": _REASONS[status], "content": {MEDIA_TYPE: {"schema": reference}}}

    def _headers(self, status: int) -> dict[str, Any]:
        text, number = {"type": "string"}, {"type": "integer"}
        headers: dict[str, Any] = {
            REQUEST_ID: {"schema": text, "description": "The name of this request in our logs."}
        }
        if status == 429 or status < 400:
            headers["RateLimit-Limit"] = {"schema": number, "description": "Requests a minute."}
            headers["RateLimit-Remaining"] = {
                "schema": number,
                "description": "Requests left in this minute.",
            }
            headers["RateLimit-Reset"] = {"schema": number, "description": "Seconds until the next minute."}
        if status in (429, 503):
            headers["Retry-After"] = {"schema": number, "description": "Seconds."}
        if status == 401:
            headers["WWW-Authenticate"] = {"schema": text}
        if status < 400 and self._method_says("is_single"):
            headers["ETag"] = {"schema": text, "description": "For `If-Match` and `If-None-Match`."}
        if status == 201 and self._method_says("is_write"):
            headers["Location"] = {"schema": text, "description": "Where the new object is."}
        if status < 300 and self._method_says("is_write"):
            headers["Idempotent-Replayed"] = {
                "schema": text,
                "description": "`true` when this is the stored answer to an earlier request.",
            }
        return headers

    def _method_says(self, word: str) -> bool:
        return bool(getattr(getattr(self.view, self.method.lower()), word, False))

    def _get_parameters(self) -> list[dict[str, Any]]:
        parameters: list[dict[str, Any]] = super()._get_parameters()
        if self._method_says("is_write"):
            parameters.append(
                _header(
                    once.HEADER,
                    "Repeating the request with this key gives the stored answer for 24 hours.",
                    255,
                )
            )
        if self._method_says("is_single"):
            name, what = (
                ("If-None-Match", "Answers 304 when the object still has this ETag.")
                if self.method == "GET"
                else ("If-Match", "Writes only if the object still has this ETag.")
            )
            parameters.append(_header(name, what, 1000))
        if self.method == "GET" and getattr(self.view, "is_paged", False):
            parameters.append(_query("cursor", {"type": "string"}, "From `next` or `previous`."))
            parameters.append(
                _query(
                    "page_size",
                    {
                        "type": "integer",
                        "minimum": 1,
                        "maximum": page.LARGEST_SIZE,
                        "default": page.DEFAULT_SIZE,
                    },
                    "Items on a page.",
                )
            )
        filters = getattr(self.view, "filterset_class", None)
        if self.method == "GET" and filters is not None:
            parameters.extend(
                _query(name, _filter_schema(each), each.extra.get("label") or each.label)
                for name, each in filters.base_filters.items()
            )
        return sorted(parameters, key=lambda parameter: (parameter["in"], parameter["name"]))


def _filter_schema(filter_: Any) -> dict[str, Any]:
    described = get_override(filter_, "field")
    return dict(described) if isinstance(described, dict) else dict(build_basic_type(described) or {})


def single_answer(method: Any) -> Any:
    """Marks a view's method as answering one object with an ETag."""
    method.is_single = True
    return method


def _header(name: str, description: str, length: int) -> dict[str, Any]:
    schema = {"type": "string", "minLength": 1, "maxLength": length, "pattern": "^[\\x21-\\x7e]+$"}
    return {"in": "header", "name": name, "schema": schema, "description": description}


def _query(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"in": "query", "name": name, "schema": schema, "description": description}


def without_own_notes(result: Any, generator: Any, request: Any, public: bool) -> Any:
    """The description without the marks the generator leaves for itself."""
    if isinstance(result, dict):
        result.pop("x-spec-enum-id", None)
        for inner in result.values():
            without_own_notes(inner, generator, request, public)
    elif isinstance(result, list):
        for inner in result:
            without_own_notes(inner, generator, request, public)
    return result
