"""Moments as people type them, in their own zone."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.utils import timezone

from entitlements.business_time.instants import parse_instant
from entitlements.pages.local_moment import LocalMomentField


@pytest.fixture(autouse=True)
def in_berlin() -> Iterator[None]:
    with timezone.override(ZoneInfo("Europe/Berlin")):
        yield


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-11-20T16:42", "2026-11-20T16:42:00+01:00"),
        ("2026-07-01 09:00:05", "2026-07-01T09:00:05+02:00"),
        ("2026-10-25T02:30", "2026-10-25T02:30:00+02:00"),
        ("2026-03-29T02:30", "2026-03-29T03:00:00+02:00"),
    ],
    ids=["in winter", "to the second", "of two the first", "where there is none, the first that is"],
)
def test_a_moment_is_an_instant_of_the_viewers_zone(typed: str, meant: str) -> None:
    assert LocalMomentField().clean(typed) == parse_instant(meant)


def test_nothing_is_nothing() -> None:
    assert LocalMomentField(required=False).clean("") is None


@pytest.mark.parametrize(
    "typed", ["tomorrow", "2026-11-20T16:42+01:00", "1812-01-01T00:00", "2026-02-30T10:00"]
)
def test_what_is_no_local_moment_is_refused(typed: str) -> None:
    with pytest.raises(forms.ValidationError, match="Write a date and time"):
        LocalMomentField().clean(typed)
