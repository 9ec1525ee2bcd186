"""What the description of the API says of an operation that is what every resource has."""

from typing import Any, NamedTuple

from sla_admin.shared.api.fields import Input


class Operation(NamedTuple):
    """Its `name` (OpenAPI's operationId) and `summary`, the body it takes, and what it answers by status."""

    name: str
    summary: str
    answers: dict[int, Any]
    takes: type[Input] | None = None
