"""Policy tests: what the author of a version meant, held at activation."""

from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, transaction

from entitlements.business_time.budget import Budget
from entitlements.business_time.instants import HOUR
from entitlements.models import PolicyTest, ProcessVersion
from entitlements.selectors.process_versions import read_process
from entitlements.services.activate_version import activate_version
from entitlements.services.business_hours import change_draft, draft_revision, publish_revision
from entitlements.services.copy_to_draft import copy_to_draft
from entitlements.services.policy_tests import add_policy_test, remove_policy_test
from entitlements.services.update_draft import update_draft
from escalations.services import red_policy_tests as remembering
from escalations.services import run_policy_tests as runner
from escalations.services.keep_simulation import policy_test_of
from escalations.services.red_policy_tests import red_policy_tests
from escalations.services.run_policy_tests import run_policy_tests
from escalations.services.simulate import simulate
from milestones.services.imagine import imagine
from sla_admin.shared.errors import Conflict, InvalidInput, NotFound
from tests.entitlements import stored
from tests.entitlements.process.versions import first_response, resolution
from tests.escalations.services.test_simulate import NOW, opening, promised, then  # noqa: F401

pytestmark = pytest.mark.django_db

GIVEN = {"opened_at": "2026-06-01T09:00:00-04:00", "fields": {"priority": "High", "status": "new"}}
REPLIED = {**GIVEN, "events": [{"at": "2026-06-01T10:00:00-04:00", "signals": ["public_reply_sent"]}]}


@pytest.fixture
def draft(promised: ProcessVersion) -> ProcessVersion:  # noqa: F811
    return copy_to_draft(version_id=promised.pk, actor="ann", at=NOW)


def failures(draft: ProcessVersion) -> list[tuple[str, ...]]:
    return [result.failures for result in run_policy_tests(draft.pk)]


def add(
    draft: ProcessVersion, *expected: dict[str, Any], given: Any = GIVEN, name: str = "A promise"
) -> None:
    add_policy_test(draft.pk, name=name, given=given, then=list(expected))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (GIVEN, {"milestone": "first_response", "target_at": "2026-06-01T13:00:00-04:00"}),
        (GIVEN, {"milestone": "first_response", "standing": "violated", "violated": True}),
        (
            GIVEN,
            {"milestone": "first_response", "at": "2026-06-01T12:30:00-04:00", "standing": "at_risk"},
        ),
        (GIVEN, {"milestone": "first_response", "alerts": ["75 owner", "100 owner", "100 team_lead"]}),
        (REPLIED, {"milestone": "first_response", "standing": "met", "violated": False, "alerts": []}),
        (GIVEN, {"milestone": "first_response", "occurrence": 2, "standing": "not_started"}),
    ],
)
def test_what_the_version_promises_is_green(draft: ProcessVersion, given: Any, expected: Any) -> None:
    add(draft, expected, given=given)
    assert failures(draft) == [()]


@pytest.mark.parametrize(
    ("expected", "sentence"),
    [
        ({"milestone": "first_response", "target_at": "2026-06-01T12:00:00-04:00"}, "is due"),
        ({"milestone": "first_response", "standing": "met"}, "stands violated, not met"),
        ({"milestone": "first_response", "violated": False}, "first_response was violated."),
        (
            {"milestone": "first_response", "alerts": ["100 owner"]},
            "alerts 100 owner, 100 team_lead, 75 owner",
        ),
        ({"milestone": "workaround", "violated": False}, "workaround did not start"),
        ({"milestone": "first_response", "standing": "not_started"}, "first_response started"),
        ({"milestone": "first_response", "target_at": "tomorrow"}, "Write an instant"),
    ],
)
def test_what_it_does_not_promise_is_red_with_a_sentence(
    draft: ProcessVersion, expected: Any, sentence: str
) -> None:
    add(draft, expected)
    [[found]] = failures(draft)
    assert sentence in found


def test_a_red_test_keeps_the_version_from_being_activated(draft: ProcessVersion) -> None:
    add(draft, {"milestone": "first_response", "standing": "met"}, name="Answered in time")
    with pytest.raises(InvalidInput, match="“Answered in time” is red"):
        activate_version(version_id=draft.pk, actor="ann", at=NOW, reason="Now")

    remove_policy_test(PolicyTest.objects.get().pk)
    activate_version(version_id=draft.pk, actor="ann", at=NOW, reason="Now")


def test_a_copy_means_the_same_until_an_edit_breaks_it(draft: ProcessVersion) -> None:
    add(draft, {"milestone": "first_response", "target_at": "2026-06-01T13:00:00-04:00"})
    activate_version(version_id=draft.pk, actor="ann", at=NOW, reason="Now")
    copy = copy_to_draft(version_id=draft.pk, actor="ann", at=NOW + HOUR)
    assert failures(copy) == [()]

    content = stored.content(
        first_response(hours=None, budget=Budget(micros=2 * HOUR)),
        resolution(hours=None),
        hours=draft.hours_id,
        matrix_version=draft.matrix_version,
    )
    update_draft(version_id=copy.pk, content=content)
    assert "is due 2026-06-01T15:00:00+00:00" in failures(copy)[0][0]


def test_the_tests_of_a_version_in_use_never_change(draft: ProcessVersion) -> None:
    add(draft, {"milestone": "first_response", "violated": True})
    activate_version(version_id=draft.pk, actor="ann", at=NOW, reason="Now")
    test = PolicyTest.objects.get()
    with pytest.raises(Conflict):
        remove_policy_test(test.pk)
    with pytest.raises(Conflict):
        add(draft, {"milestone": "first_response", "violated": True}, name="Another")
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        PolicyTest.objects.filter(pk=test.pk).update(then=[{"milestone": "other"}])


@pytest.mark.parametrize(
    ("given", "expected", "field"),
    [
        ({"opened": "x"}, [{"milestone": "first_response"}], "given"),
        ({**GIVEN, "events": [{"when": "x"}]}, [{"milestone": "first_response"}], "given.events.0"),
        (GIVEN, [], "then"),
        (GIVEN, [{"milestone": "first_response", "standing": "fine"}], "then.0.standing"),
        (GIVEN, {"milestone": "first_response"}, "then"),
    ],
)
def test_what_is_no_test_is_refused_by_field(
    draft: ProcessVersion, given: Any, expected: Any, field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        add_policy_test(draft.pk, name="A promise", given=given, then=expected)
    assert field in [name for name, _ in refused.value.problems]
    assert not PolicyTest.objects.exists()


def test_a_test_that_is_not_there_is_said_so() -> None:
    with pytest.raises(NotFound):
        remove_policy_test(999)


def test_a_played_case_is_kept_as_a_test_that_is_green(draft: ProcessVersion) -> None:
    told = [opening(), then(1, fields={"status": "pending"}), then(3, signals=("public_reply_sent",))]
    given, expected = policy_test_of(told, simulate(told, at=NOW, version=draft.pk))
    add_policy_test(draft.pk, name="Kept", given=given, then=expected)

    assert failures(draft) == [()]
    assert {each["milestone"] for each in expected} == {"first_response", "resolution"}


@pytest.mark.parametrize(
    ("moment", "standing"), [("09:59:59", "on_track"), ("10:00:00", "met"), ("18:00:00", "met")]
)
def test_a_clock_is_looked_at_when_the_test_says_also_before_later_events(
    draft: ProcessVersion, moment: str, standing: str
) -> None:
    at = f"2026-06-01T{moment}-04:00"
    add(draft, {"milestone": "first_response", "at": at, "standing": standing}, given=REPLIED)
    assert failures(draft) == [()]


def test_a_case_is_played_once_for_all_that_is_expected_of_it(
    draft: ProcessVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    played = []

    def watched(*told: Any, **more: Any) -> Any:
        played.append(told)
        return imagine(*told, **more)

    monkeypatch.setattr(runner, "imagine", watched)
    add(
        draft,
        {"milestone": "first_response", "at": "2026-06-01T12:30:00-04:00", "standing": "at_risk"},
        {"milestone": "first_response", "at": "2026-06-01T12:30:00-04:00", "alerts": ["75 owner"]},
        {"milestone": "first_response", "alerts": ["75 owner", "100 owner", "100 team_lead"]},
        {"milestone": "resolution", "at": "2040-01-01T00:00:00Z", "violated": True},
    )
    assert failures(draft) == [()]
    assert len(played) == 1


def red(version: ProcessVersion) -> list[str]:
    return [each.why for each in red_policy_tests(read_process(version.pk))]


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The versions whose tests were run, one after the other."""
    found: list[int] = []

    def watched(version_id: int) -> Any:
        found.append(version_id)
        return run_policy_tests(version_id)

    monkeypatch.setattr(remembering, "run_policy_tests", watched)
    return found


def test_what_is_red_is_remembered_until_something_it_depends_on_changes(
    draft: ProcessVersion, runs: list[int]
) -> None:
    add(draft, {"milestone": "first_response", "standing": "met"}, name="Answered in time")
    first = red(draft)
    assert len(first) == 1
    assert red(draft) == first
    assert len(runs) == 1

    add(draft, {"milestone": "resolution", "standing": "met"}, name="Solved in time")
    assert len(red(draft)) == 2
    content = stored.content(
        first_response(hours=None, budget=Budget(micros=2 * HOUR)),
        resolution(hours=None),
        hours=draft.hours_id,
        matrix_version=draft.matrix_version,
    )
    update_draft(version_id=draft.pk, content=content)
    red(draft)
    assert len(runs) == 3


def test_new_hours_have_the_tests_of_a_version_in_use_run_again(
    draft: ProcessVersion, runs: list[int]
) -> None:
    add(draft, {"milestone": "first_response", "target_at": "2026-06-01T13:00:00-04:00"})
    activate_version(version_id=draft.pk, actor="ann", at=NOW, reason="Now")
    red(draft)
    before = len(runs)
    red(draft)
    assert len(runs) == before

    assert draft.hours_id is not None
    later = draft_revision(draft.hours_id, effective=datetime(2026, 5, 4, 9))  # noqa: DTZ001 (local to the hours)
    change_draft(later.pk, weekly=[[["12:00", "17:00"]]] * 5 + [[], []])
    publish_revision(later.pk, at=NOW + HOUR, actor="ann", reason="As agreed")
    assert "is due" in red(draft)[0]


def test_a_test_that_names_an_owner_is_run_every_time(draft: ProcessVersion, runs: list[int]) -> None:
    User.objects.create_user("ines")
    given = {**GIVEN, "fields": {"priority": "High", "status": "new", "owner": "ines"}}
    add(draft, {"milestone": "first_response", "standing": "violated"}, given=given)
    assert red(draft) == []
    User.objects.filter(username="ines").update(username="ines.gone")
    assert "no user with this name" in red(draft)[0]
    assert len(runs) == 2
