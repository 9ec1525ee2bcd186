"""Saved views: kept, changed, shared and removed by their owners alone."""

import pytest
from django.contrib.auth.models import User

from milestones.models import Agent, SavedView, Team
from milestones.selectors.saved_views import saved_views, view_of
from milestones.services.saved_views import change_view, delete_view, save_view
from sla_admin.shared.errors import Conflict, InvalidInput, NotFound
from tests.milestones.promised import at

pytestmark = pytest.mark.django_db

NOW = at("12:00")


def person(name: str, team: str | None = None) -> User:
    user = User.objects.create_user(name)
    if team:
        Agent.objects.create(user=user, team=Team.objects.get_or_create(name=team)[0])
    return user


def names(user: User) -> list[str]:
    return [view.name for view in saved_views(user.pk)]


def test_a_view_keeps_what_was_asked_in_its_plain_form() -> None:
    ines = person("ines")

    view = save_view(ines.pk, "  Nordlicht,   open ", {"account": ["7", ""]}, is_shared=False, at=NOW)

    assert (view.name, view.question) == ("Nordlicht, open", {"account": ["7"]})
    assert names(ines) == ["Nordlicht, open"]


def test_a_shared_view_is_seen_by_the_team_and_changed_by_its_owner_alone() -> None:
    ines, jonas, mara = person("ines", "Network"), person("jonas", "Network"), person("mara", "Storage")
    view = save_view(ines.pk, "Ours", {"priority": ["P1"]}, is_shared=True, at=NOW)
    save_view(ines.pk, "Mine", {}, is_shared=False, at=NOW)

    assert (names(ines), names(jonas), names(mara)) == (["Mine", "Ours"], ["Ours"], [])
    assert view_of(view.pk, mara.pk) is None
    with pytest.raises(NotFound):
        change_view(view.pk, jonas.pk, "Theirs", {}, is_shared=False)
    with pytest.raises(NotFound):
        delete_view(view.pk, jonas.pk)


def test_it_is_renamed_asks_something_else_and_is_shared_no_more() -> None:
    ines, jonas = person("ines", "Network"), person("jonas", "Network")
    view = save_view(ines.pk, "Ours", {"priority": ["P1"]}, is_shared=True, at=NOW)

    change_view(view.pk, ines.pk, "Critical", {"priority": ["P1", "P2"]}, is_shared=False)

    view.refresh_from_db()
    assert (view.name, view.question, view.shared_with) == ("Critical", {"priority": ["P1", "P2"]}, None)
    assert names(jonas) == []


@pytest.mark.parametrize(
    ("name", "question", "field"),
    [
        ("", {}, "name"),
        ("   ", {}, "name"),
        ("x" * 61, {}, "name"),
        ("a\x00", {}, "name"),
        ("Late ones", {"standing": ["late"]}, "question"),
        ("URGENT", {}, "name"),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_is_kept(
    name: str, question: dict[str, list[str]], field: str
) -> None:
    ines = person("ines")
    save_view(ines.pk, "Urgent", {}, is_shared=False, at=NOW)

    with pytest.raises(InvalidInput) as refused:
        save_view(ines.pk, name, question, is_shared=False, at=NOW)

    assert [each for each, _ in refused.value.problems] == [field]
    assert SavedView.objects.count() == 1


def test_two_people_may_use_the_same_name() -> None:
    save_view(person("ines").pk, "Urgent", {}, is_shared=False, at=NOW)
    save_view(person("jonas").pk, "urgent", {}, is_shared=False, at=NOW)


def test_sharing_needs_a_team() -> None:
    with pytest.raises(InvalidInput, match="in no team"):
        save_view(person("ines").pk, "Ours", {}, is_shared=True, at=NOW)


def test_fifty_views_are_enough() -> None:
    ines = person("ines")
    for number in range(50):
        save_view(ines.pk, f"View {number}", {}, is_shared=False, at=NOW)

    with pytest.raises(Conflict, match="delete one first"):
        save_view(ines.pk, "One more", {}, is_shared=False, at=NOW)


def test_it_is_deleted_and_its_name_is_free_again() -> None:
    ines = person("ines")
    view = save_view(ines.pk, "Urgent", {}, is_shared=False, at=NOW)

    assert delete_view(view.pk, ines.pk) == "Urgent"
    assert names(ines) == []
