"""The grid of a matrix: read, edited, pasted, compared, put into use."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from entitlements.services.tiers import create_tier
from escalations.models import EscalationMatrix, MatrixVersion
from escalations.pages.matrices.grid import grid_of, imagined_case
from escalations.services.copy_to_draft import copy_to_draft
from escalations.services.draft_matrix import create_matrix, draft_version
from escalations.services.matrix_sheet import sheet_of
from milestones.models import Agent, Queue, Team
from tests.milestones.promised import Desk, first_response, matrix, percent, promise

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("admin", "admin@example.org"))
    return client


@pytest.fixture
def draft() -> MatrixVersion:
    return draft_version(create_matrix("Standard"))


def grid_form(
    version: MatrixVersion, *rows: dict[str, str], columns: tuple[str, ...] = ("50", "100")
) -> dict[str, object]:
    """What the page sends: `rows` name tier, priority, type and a text by threshold."""
    fields = {f"r{number}.{name}": value for number, row in enumerate(rows) for name, value in row.items()}
    return {
        "seen": sheet_of(version).fingerprint,
        "rows": len(rows),
        "column": columns,
        "deed": "save",
    } | fields


def said(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def texts(version: MatrixVersion) -> list[tuple[str, str, dict[str, str]]]:
    return [(row.tier, row.priority, row.cells) for row in sheet_of(version).rows]


def test_what_is_typed_into_the_grid_is_the_draft(admin: Client, draft: MatrixVersion) -> None:
    create_tier(key="gold", name="Gold", rank=1)
    User.objects.create_user("mei", "mei@example.org")
    Queue.objects.create(key="desk", name="Desk")
    sent = grid_form(
        draft,
        {"50": "email to owner", "100": "email to user MEI; notify to queue desk\nset priority = Critical"},
        {"tier": "gold", "priority": "P1", "50": "nothing"},
    )

    answer = admin.post(f"/setup/matrices/versions/{draft.pk}/save/", sent, follow=True)

    assert "Saved." in answer.content.decode()
    said = "email to user mei\nnotify to queue desk\nset priority = Critical"
    assert texts(draft) == [
        ("", "", {"50": "email to owner", "100": said}),
        ("gold", "P1", {"50": "nothing"}),
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("email to nobody-special", "is no target"),
        ("email to user ghost", "no active person with the user name “ghost”"),
        ("email to queue lost", "no queue with the key “lost”"),
        ("shout to owner", "“shout” is no action"),
        ("task to owner", "due:"),
        ("email to", "an action and a target"),
        ('email to owner (template="Gone")', "no template of the name “Gone”"),
        ("email to owner friend", "takes no name"),
    ],
)
def test_a_cell_that_means_nothing_is_named_with_its_reason_and_what_was_typed_stays(
    admin: Client, draft: MatrixVersion, text: str, reason: str
) -> None:
    sent = grid_form(draft, {"50": text, "100": "email to owner"})

    answer = admin.post(f"/setup/matrices/versions/{draft.pk}/save/", sent)

    page = said(answer)
    assert answer.status_code == 400
    assert reason in page
    assert 'href="#r0.50"' in page
    assert "email to owner</textarea>" in page
    assert texts(draft) == []


def test_a_draft_that_somebody_else_changed_is_not_written_over(admin: Client, draft: MatrixVersion) -> None:
    sent = grid_form(draft, {"50": "email to owner"})
    admin.post(f"/setup/matrices/versions/{draft.pk}/save/", grid_form(draft, {"50": "email to manager"}))

    answer = admin.post(f"/setup/matrices/versions/{draft.pk}/save/", sent)

    assert answer.status_code == 409
    assert "Somebody else has changed this draft" in answer.content.decode()
    assert texts(draft) == [("", "", {"50": "email to manager"})]


def test_rows_and_thresholds_are_added_and_removed_without_losing_what_was_typed(
    admin: Client, draft: MatrixVersion
) -> None:
    typed = grid_form(draft, {"50": "email to owner"}, {"priority": "P1", "50": "nothing"})
    address = f"/setup/matrices/versions/{draft.pk}/save/"

    row = said(admin.post(address, typed | {"deed": "add-row", "new_priority": "P2"}))
    again = admin.post(address, typed | {"deed": "add-row", "new_priority": "p1"})
    column = said(admin.post(address, typed | {"deed": "add-column", "new_column": "75 %"}))
    none = admin.post(address, typed | {"deed": "add-column", "new_column": "soon"})
    less = said(admin.post(address, typed | {"deed": "remove-row:0"}))

    assert 'name="r2.priority" value="P2"' in row
    assert "email to owner</textarea>" in row
    assert again.status_code == 400
    assert "There is a row that names the same" in said(again)
    assert 'name="column" value="75"' in column
    assert none.status_code == 400
    assert "email to owner</textarea>" not in less
    assert 'name="r0.priority" value="P1"' in less
    assert texts(draft) == []


def test_a_spreadsheet_is_pasted_and_comes_out_as_csv(admin: Client, draft: MatrixVersion) -> None:
    sheet = "tier\tpriority\tmilestone type\t50\t-PT1H\nany\tany\tany\temail to owner\tnothing\n"
    seen = sheet_of(draft).fingerprint

    admin.post(f"/setup/matrices/versions/{draft.pk}/paste/", {"sheet": sheet, "seen": seen})
    file = admin.get(f"/setup/matrices/versions/{draft.pk}/csv/")

    assert texts(draft) == [("", "", {"50": "email to owner", "-PT1H": "nothing"})]
    lines = b"".join(file.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert lines == ["tier,priority,milestone type,50,'-PT1H", "any,any,any,email to owner,nothing"]


def test_a_spreadsheet_with_mistakes_is_refused_line_by_line(admin: Client, draft: MatrixVersion) -> None:
    sheet = "tier,priority,milestone type,50\nany,any,any,shout to owner\nany,P1,any,email to user ghost\n"

    answer = admin.post(
        f"/setup/matrices/versions/{draft.pk}/paste/", {"sheet": sheet, "seen": sheet_of(draft).fingerprint}
    )

    assert answer.status_code == 400
    assert "Line 2, 50: “shout” is no action" in answer.content.decode()
    assert texts(draft) == []


def test_an_active_version_is_read_only_and_a_new_draft_says_the_same(admin: Client) -> None:
    active = MatrixVersion.objects.get(pk=matrix("50", "100"))

    page = admin.get(f"/setup/matrices/versions/{active.pk}/").content.decode()
    refused = admin.post(f"/setup/matrices/versions/{active.pk}/save/", grid_form(active, {"50": "nothing"}))
    admin.post(f"/setup/matrices/versions/{active.pk}/copy/")

    assert "<textarea" not in page
    assert refused.status_code == 409
    draft = MatrixVersion.objects.get(number=2)
    assert sheet_of(draft) == sheet_of(active)


def test_a_draft_is_activated_compared_and_another_thrown_away(admin: Client) -> None:
    User.objects.create_user("x", "x@example.org", is_superuser=True)
    active = MatrixVersion.objects.get(pk=matrix("50", "100"))
    draft, spare = copy_to_draft(active), copy_to_draft(active)
    sent = grid_form(draft, {"50": "nothing", "100": "email to duty@example.org"})
    admin.post(f"/setup/matrices/versions/{draft.pk}/save/", sent)

    compared = admin.get(f"/setup/matrices/versions/{draft.pk}/compare/").content.decode()
    admin.post(f"/setup/matrices/versions/{draft.pk}/activate/", {"reason": "Signed off."})
    admin.post(f"/setup/matrices/versions/{spare.pk}/discard/")

    assert "1 cell differs" in compared
    assert "<del>email to duty@example.org</del>" in compared
    assert "<ins>nothing</ins>" in compared
    assert MatrixVersion.objects.get(pk=draft.pk).status == "active"
    assert not MatrixVersion.objects.filter(pk=spare.pk).exists()


def test_gaps_shadows_and_unreachable_cells_stand_out() -> None:
    promise(first_response(60, triggers=percent(50)), matrix_version=matrix("50", "100", name="Standard"))
    draft = copy_to_draft(MatrixVersion.objects.get(matrix__name="Standard"))
    rows = (
        {"priority": "P1", "50": "email to owner", "90": "email to owner"},
        {"tier": "gold", "priority": "P1"},
    )
    client = Client()
    client.force_login(User.objects.create_superuser("admin", "admin@example.org"))
    client.post(
        f"/setup/matrices/versions/{draft.pk}/save/", grid_form(draft, *rows, columns=("50", "90", "100"))
    )

    grid = grid_of(draft, sheet_of(draft), imagined_case(None))

    cells = {
        (row.row.tier, cell.column): cell.state
        for group in grid.groups
        for row in group.rows
        for cell in row.cells
    }
    assert cells["", "90"] == "unreachable"
    assert cells["gold", "100"] == "gap"
    assert (grid.gaps, grid.unreachable) == (1, 1)
    assert grid.answered == grid.moments - 1


def test_who_that_is_now_is_named_for_a_case_of_the_chosen_queue() -> None:
    lead = User.objects.create_user("lea", "lea@example.org", first_name="Lea", last_name="Lind")
    mei = User.objects.create_user("mei", "mei@example.org", first_name="Mei", last_name="Tanaka")
    team = Team.objects.create(name="Desk", lead=lead)
    Agent.objects.create(user=mei, team=team)
    Queue.objects.create(key="desk", name="Desk", team=team)
    promise(first_response(60))
    Desk().opens("09:00", queue="desk", owner="mei")
    draft = draft_version(create_matrix("Small"))
    client = Client()
    client.force_login(User.objects.create_superuser("admin", "admin@example.org"))
    sent = grid_form(draft, {"50": "email to owner", "100": "email to team lead; email to manager"})
    client.post(f"/setup/matrices/versions/{draft.pk}/save/", sent)

    grid = grid_of(draft, sheet_of(draft), imagined_case(None))

    (row,) = (row for group in grid.groups for row in group.rows)
    now = {cell.column: [(entry.now, entry.is_nobody) for entry in cell.entries] for cell in row.cells}
    assert now["50"] == [("Mei Tanaka", False)]
    assert now["100"] == [("Lea Lind", False), ("nobody, so administrators", True)]


def test_a_matrix_is_made_by_an_administrator_alone(client: Client) -> None:
    manager = User.objects.create_user("hanna")
    manager.groups.add(Group.objects.get(name="Managers"))
    client.force_login(manager)

    client.post("/setup/matrices/", {"name": "Mine"})

    assert not EscalationMatrix.objects.exists()
    client.force_login(User.objects.create_superuser("admin"))
    answer = client.post("/setup/matrices/", {"name": "Ours"})
    assert answer["Location"] == f"/setup/matrices/versions/{MatrixVersion.objects.get().pk}/"
    twice = client.post("/setup/matrices/", {"name": "Ours"})
    assert twice.status_code == 400
