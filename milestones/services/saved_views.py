"""Keeping, changing and removing saved views. Only their owner changes them; a shared one is seen by its
team.
"""

from collections.abc import Iterable, Mapping

from django.db import IntegrityError, transaction

from milestones.models import SavedView
from milestones.models.saved_view import LONGEST_NAME
from milestones.selectors.asker import desk_of
from milestones.selectors.case_filter import parse_filter
from sla_admin.shared.api.instants import as_datetime
from sla_admin.shared.errors import Conflict, InvalidInput, NotFound

MOST_OF_A_PERSON = 50

_TAKEN = "You have a view of this name already."


def save_view(
    user_id: int,
    name: str,
    question: Mapping[str, Iterable[str]],
    *,
    is_shared: bool,
    at: int,
) -> SavedView:
    """A new view of that person. Raises InvalidInput for a name or a parameter that is wrong, or for sharing
    without a team; Conflict for the fifty-first.
    """
    name, kept, team = _checked(user_id, name, question, is_shared=is_shared)
    if SavedView.objects.filter(owner=user_id).count() >= MOST_OF_A_PERSON:
        raise Conflict(f"You have {MOST_OF_A_PERSON} views; delete one first.")
    try:
        with transaction.atomic():
            return SavedView.objects.create(
                owner_id=user_id, name=name, question=kept, shared_with_id=team, created_at=as_datetime(at)
            )
    except IntegrityError as error:
        raise InvalidInput.of("name", _TAKEN) from error


def change_view(
    pk: int, user_id: int, name: str, question: Mapping[str, Iterable[str]], *, is_shared: bool
) -> SavedView:
    """Give a view another name, question or audience. Raises NotFound for one that is not theirs, and as
    `save_view`.
    """
    view = _own(pk, user_id)
    view.name, view.question, team = _checked(user_id, name, question, is_shared=is_shared)
    if not (is_shared and view.shared_with_id is not None):
        view.shared_with_id = team
    try:
        with transaction.atomic():
            view.save(update_fields=["name", "question", "shared_with"])
    except IntegrityError as error:
        raise InvalidInput.of("name", _TAKEN) from error
    return view


def delete_view(pk: int, user_id: int) -> str:
    """Remove it; answers its name. Raises NotFound for one that is not theirs."""
    view = _own(pk, user_id)
    view.delete()
    return view.name


def _own(pk: int, user_id: int) -> SavedView:
    view = SavedView.objects.filter(pk=pk, owner=user_id).first()
    if view is None:
        raise NotFound("You have no such view.")
    return view


def _checked(
    user_id: int, name: str, question: Mapping[str, Iterable[str]], *, is_shared: bool
) -> tuple[str, dict[str, list[str]], int | None]:
    problems: list[tuple[str, str]] = []
    name = " ".join(name.split())
    if not name:
        problems.append(("name", "Give the view a name."))
    elif len(name) > LONGEST_NAME:
        problems.append(("name", f"must not be longer than {LONGEST_NAME} characters."))
    elif "\x00" in name:
        problems.append(("name", "must not contain the character NUL."))
    team = next(iter(desk_of(user_id).teams), None)
    if is_shared and team is None:
        problems.append(("is_shared", "You are in no team to share it with."))
    try:
        kept = parse_filter(question).as_parameters()
    except InvalidInput as refused:
        problems += [("question", f"{field}: {reason}") for field, reason in refused.problems]
        kept = {}
    if problems:
        raise InvalidInput(problems)
    return name, kept, team if is_shared else None
