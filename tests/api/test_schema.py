"""The description of the API is whole and true: generated requests of every kind find no failure and no
answer that it does not describe.
"""

import io
import os
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from escalations.models import Notice
from tests.api.conftest import Caller, Clock
from tests.milestones.promised import first_response, promise

EXAMPLES = int(os.environ.get("API_EXAMPLES", "5"))
"""Requests generated for each operation; more of them take longer and find more."""

PER_ITEM = {"upsert_cases"}
"""Operations that take in a partly wrong body, with a status for each item."""

schema = schemathesis.openapi.from_wsgi("/api/schema/?format=json", get_wsgi_application())
_real: dict[str, int] = {}
"""Ids that exist, by the resource of an address."""


def _sometimes(value: Any) -> bool:
    """Half of all values, always the same half: generated requests stay reproducible."""
    return zlib.crc32(repr(value).encode()) % 2 == 0


def _as_if_known(case: schemathesis.Case) -> None:
    """Half of the valid requests are for something that exists, and name people and instants that can be."""
    if case.meta is None or not case.meta.generation.mode.is_positive or not _sometimes(case.body):
        return
    resource = case.operation.path.removeprefix("/api/v1/").partition("/")[0]
    if "id" in case.path_parameters:
        case.path_parameters["id"] = _real.get(resource, case.path_parameters["id"])
    case.body = _plausible(case.body)


def _plausible(body: Any) -> Any:
    if isinstance(body, list):
        return [_plausible(each) for each in body]
    if not isinstance(body, dict):
        return body
    known = {
        "account": _real["accounts"],
        "tier": "gold",
        "process": _real["processes"],
        "opened_at": "2026-06-01T08:00:00Z",
    }
    unlikely = {"owner", "queue", "contact", "occurred_at", "hours", "attributes"}
    return {name: known.get(name, _plausible(value)) for name, value in body.items() if name not in unlikely}


@pytest.fixture
def everything(caller: Caller, clock: Clock) -> Iterator[Caller]:
    """One of each thing there is; it is 10:00."""
    entitlement = promise(first_response(240))
    case = caller.post(
        "/api/v1/cases/",
        {"source": "crm", "external_id": "1", "account": "acme", "status": "new"},
        expect=201,
    )
    (milestone,) = caller.get(f"/api/v1/cases/{case['id']}/sla/")["milestones"]
    clock.at("10:00")
    someone = User.objects.create_user("someone")
    asked = {"subject": "Call", "due_at": "2026-06-01T17:00:00Z", "assignee": "someone", "case": case["id"]}
    task = caller.post("/api/v1/tasks/", asked, expect=201)
    _real.clear()
    _real.update(
        {
            "cases": case["id"],
            "case-milestones": milestone["id"],
            "accounts": entitlement.account_id,
            "entitlements": entitlement.pk,
            "tiers": entitlement.tier_id,
            "processes": entitlement.process_id,
            "process-versions": case["process_version"],
            "tasks": task["id"],
            "notices": Notice.objects.get(recipient=someone).pk,
        }
    )
    # Requests stay on the test's connection, inside its transaction. Django's own client does the same, and
    # connects the signals again after each of the requests above.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield caller
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.django_db
@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_generated_requests_find_no_failure_and_no_undescribed_answer(
    case: schemathesis.Case, everything: Caller
) -> None:
    _as_if_known(case)
    response = case.call(headers={"Authorization": f"Bearer {everything.key}"})
    case.validate_response(
        response,
        checks=[
            not_a_server_error,
            status_code_conformance,
            content_type_conformance,
            response_headers_conformance,
            response_schema_conformance,
            unsupported_method,
            *([] if case.operation.definition.raw["operationId"] in PER_ITEM else [negative_data_rejection]),
        ],
    )


def test_the_description_is_complete_and_without_a_warning() -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=io.StringIO())
