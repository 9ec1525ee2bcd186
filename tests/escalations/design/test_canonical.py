"""The same design gives the same bytes, another design gives others."""

from typing import Any

import pytest
from msgspec.structs import replace

from entitlements.business_time.budget import Budget
from entitlements.business_time.holidays import Holiday, NthWeekday
from entitlements.business_time.revisions import HoursRevision
from entitlements.business_time.weekly_hours import OPEN_WEEK
from entitlements.process.definition import StatusClasses, Trigger
from escalations.design.canonical import canonical_bytes, digest, read_canonical
from escalations.design.configuration import (
    Configuration,
    Hours,
    PinnedMatrix,
    Promise,
    Tier,
    Version,
)
from escalations.matrix.rows import Cell, Entry, Matrix, Row
from tests.entitlements.process.versions import HOUR, first_response, resolution, version

GOLD, BASIC = Tier("gold", "Gold", 1), Tier("basic", "Basic", 2, "Everybody else")
ALL = Row(cells={"100": Cell((Entry(2, "email", "manager"), Entry(3, "email", "owner")))})
OF_GOLD = Row(tier="gold", cells={"75": Cell(nothing=True)})
THANKSGIVING = Holiday("Thanksgiving", NthWeekday(11, 3, 4))


def design(**changes: Any) -> Configuration:
    """Two tiers on one process, hours with a holiday, a matrix with two rows."""
    given: dict[str, Any] = {
        "schema": 1,
        "version": None,
        "zone": "UTC",
        "tiers": (GOLD, BASIC),
        "types": {"resolution": "Resolution", "first_response": "First Response"},
        "versions": (Version(1, 2, version(first_response(), resolution())),),
        "promises": (Promise("gold", 1, "entitlement"), Promise("basic", 1, "template", 7)),
        "hours": (
            Hours(7, "Office", "UTC", (HoursRevision("UTC", OPEN_WEEK, holidays=(THANKSGIVING,)),)),
            Hours(8, "Always", "UTC"),
        ),
        "matrices": (PinnedMatrix("Standard", 1, Matrix(3, (ALL, OF_GOLD))),),
        "users": {},
        "queues": {},
    }
    return Configuration(**{**given, **changes})


def test_what_is_written_is_read_back_and_written_alike() -> None:
    written = canonical_bytes(design())

    assert canonical_bytes(read_canonical(written)) == written
    assert read_canonical(written).hours[-1].revisions[0].holidays == (THANKSGIVING,)


def test_the_order_in_which_rows_were_read_changes_nothing() -> None:
    turned = design(
        tiers=(BASIC, GOLD),
        types={"first_response": "First Response", "resolution": "Resolution"},
        promises=tuple(reversed(design().promises)),
        hours=tuple(reversed(design().hours)),
        matrices=(PinnedMatrix("Standard", 1, Matrix(3, (OF_GOLD, ALL))),),
    )

    assert canonical_bytes(turned) == canonical_bytes(design())


def test_thresholds_and_statuses_stand_in_no_order_but_milestones_do() -> None:
    more = (Trigger("50", "percent", 5000), Trigger("75", "percent", 7500))
    one = version(first_response(triggers=more), statuses=StatusClasses(closed=("done", "gone")))
    other = version(
        first_response(triggers=tuple(reversed(more))), statuses=StatusClasses(closed=("gone", "done"))
    )
    turned = version(resolution(), first_response())

    def content(process: Any) -> bytes:
        return canonical_bytes(design(versions=(Version(1, 2, process),)))

    assert content(one) == content(other)
    assert content(turned) != canonical_bytes(design())


def test_a_default_that_comes_from_elsewhere_is_still_a_default() -> None:
    """A text read from the database equals the default without being the same object."""
    read = version(first_response(), resolution(), entry_field="_opened_at".removeprefix("_"))

    assert canonical_bytes(design(versions=(Version(1, 2, read),))) == canonical_bytes(design())


@pytest.mark.parametrize(
    "changes",
    [
        {"tiers": (GOLD, replace(BASIC, segment="Nobody"))},
        {"versions": (Version(1, 2, version(first_response(budget=Budget(micros=5 * HOUR)), resolution())),)},
        {"versions": (Version(1, 2, version(first_response(pausable=False), resolution())),)},
        {"promises": (Promise("gold", 1, "entitlement", 8), Promise("basic", 1, "template", 7))},
        {"hours": (Hours(7, "Office", "UTC", (HoursRevision("UTC", OPEN_WEEK),)), Hours(8, "Always", "UTC"))},
        {"matrices": (PinnedMatrix("Standard", 1, Matrix(3, (ALL,))),)},
        {"zone": "Europe/Berlin"},
        {"version": 5},
    ],
)
def test_whatever_is_decided_changes_the_hash(changes: dict[str, Any]) -> None:
    assert digest(canonical_bytes(design(**changes))) != digest(canonical_bytes(design()))


def test_a_pack_of_a_shape_that_is_not_known_is_not_guessed_at() -> None:
    with pytest.raises(ValueError, match="schema 2"):
        read_canonical(canonical_bytes(design(schema=2)))
