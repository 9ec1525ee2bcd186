"""Changes in words, worked out by hand."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from entitlements.business_time.budget import Budget
from entitlements.models import MilestoneBudget, TimeTrigger
from entitlements.process.definition import Process
from entitlements.selectors.process_versions import read_process
from entitlements.services.business_hours import change_draft, create_business_hours
from entitlements.services.delete_draft import delete_draft
from entitlements.services.tiers import change_tier, delete_tier
from entitlements.services.update_draft import update_draft
from sla_admin.changes.sentences import lines_of, sentence_of
from sla_admin.changes.values import columns_of, in_words, word_of_column
from sla_admin.shared.changes.kinds import models_by_kind
from sla_admin.shared.models import ConfigurationChange
from tests.entitlements import stored
from tests.entitlements.process.versions import first_response, resolution

MINUTE = 60 * 1_000_000


def since(number: int) -> list[str]:
    """What the changes after that one come to."""
    rows = list(ConfigurationChange.objects.filter(pk__gt=number).order_by("id"))
    return [line.text for line in lines_of(rows)]


def last() -> int:
    return ConfigurationChange.objects.latest("id").pk


def with_p1(minutes: int) -> Callable[[Process], Process]:
    """The version with that budget of the first response at P1."""

    def changed(content: Process) -> Process:
        first, *others = content.milestones
        budgets = {**first.budgets, "P1": Budget(micros=minutes * MINUTE)}
        return msgspec.structs.replace(
            content, milestones=(msgspec.structs.replace(first, budgets=budgets), *others)
        )

    return changed


@pytest.mark.django_db
def test_a_budget_says_from_what_to_what_though_the_draft_was_written_anew() -> None:
    stored.types()
    draft = stored.draft(stored.process("Enterprise"), with_p1(60)(stored.content()))
    before = last()

    update_draft(version_id=draft.pk, content=with_p1(30)(read_process(draft.pk)))

    assert since(before) == ["Budget of First Response, P1 (Enterprise v1): 1 h → 30 m"]


@pytest.mark.django_db
def test_a_draft_comes_and_goes_as_one_line_with_its_parts_counted() -> None:
    stored.types()
    process = stored.process("Enterprise")
    before = last()
    draft = stored.draft(process, stored.content(first_response(hours=None), resolution(hours=None)))
    budgets, triggers = MilestoneBudget.objects.count(), TimeTrigger.objects.count()

    parts = f"{budgets} budgets by priority, 2 milestones, {triggers} time triggers" if budgets else ""
    (made,) = since(before)
    assert made.startswith("Process version Enterprise v1 added: ")
    assert "2 milestones" in made
    assert f"{triggers} time triggers" in made
    assert not parts or made.endswith(parts)

    before = last()
    delete_draft(version_id=draft.pk)
    (gone,) = since(before)
    assert gone.startswith("Process version Enterprise v1 removed: ")


@pytest.mark.django_db
def test_weeks_yes_and_no_names_and_nothing_read_as_people_write_them() -> None:
    revision = create_business_hours(name="Office", zone="Europe/Berlin", weekly=stored.NINE_TO_FIVE)
    before = last()
    later = [[["08:00", "18:00"]]] * 4 + [[["08:00", "12:00"], ["13:00", "15:00"]]] + [[], []]
    change_draft(revision.pk, weekly=later)
    nine_to_five = "Mon–Fri 09:00–17:00; Sat–Sun closed"
    longer = "Mon–Thu 08:00–18:00; Fri 08:00–12:00, 13:00–15:00; Sat–Sun closed"
    assert since(before) == [f"Weekly of Office 1: {nine_to_five} → {longer}"]

    tier, other = stored.tier("gold", 1), stored.tier("iron", 2)
    promise = stored.entitlement(stored.account(), tier, stored.process())
    before = last()
    promise.tier, promise.channels, promise.is_enabled = other, ["web", "phone"], False
    promise.save()
    assert since(before) == [
        "Tier of Support (Acme): Gold → Iron",
        "Channels of Support (Acme): – → web, phone",
        "Is enabled of Support (Acme): yes → no",
    ]


@pytest.mark.django_db
def test_what_is_gone_is_called_what_it_was_called_last() -> None:
    tier, other = stored.tier("gold", 1), stored.tier("iron", 2)
    promise = stored.entitlement(stored.account(), tier, stored.process())
    before = last()
    promise.tier = other
    promise.save()
    change = ConfigurationChange.objects.get(pk__gt=before)
    change_tier(tier, {"name": "Golden"})
    delete_tier(tier)

    assert sentence_of(change) == "Tier of Support (Acme): Golden → Iron"


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("budget", "PT4H", "4 h"),
        ("budget", "P3D", "3 d"),
        ("budget", "", "–"),
        ("pausable", True, "yes"),
        ("recurrence", "sequential", "again, each from the previous target on"),
        ("completion_criteria", {"event": "public_reply_sent"}, "a public reply is sent"),
    ],
)
def test_a_column_of_a_milestone_in_words(column: str, value: Any, words: str) -> None:
    assert in_words("milestone", column, value, {}) == words


def test_every_column_of_every_kind_has_a_word() -> None:
    for kind in models_by_kind():
        for column in columns_of(kind):
            assert word_of_column(kind, column), (kind, column)
