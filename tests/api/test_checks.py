"""The configuration checks through the API."""

import pytest

from tests.api.conftest import CallerWith
from tests.sla_admin.test_site_checks import Installation, told_too_often

pytestmark = pytest.mark.django_db


def test_the_api_answers_the_same_with_links(caller_with: CallerWith) -> None:
    told_too_often(Installation())
    answer = caller_with("configuration:read").get("/api/v1/checks/")
    assert answer["errors"] == 0
    [finding] = [each for each in answer["findings"] if each["code"] == "too_many_alerts"]
    assert finding["about"] == "process_version"
    assert str(finding["id"]) in finding["link"]
