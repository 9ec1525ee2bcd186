"""The kinds that the tests of runs use, installed for one test."""

import pytest

from tests.sla_admin.shared.runs.counting import Counting, install_counting


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Counting:
    return install_counting(monkeypatch)
