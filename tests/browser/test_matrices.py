"""The matrix under the keyboard, in a real browser; without a script its fields still say everything."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from escalations.models import MatrixVersion
from escalations.services.copy_to_draft import copy_to_draft
from escalations.services.matrix_sheet import sheet_of
from tests.browser.conftest import Visit
from tests.milestones.promised import first_response, matrix, promise

People = Callable[..., User]


@pytest.fixture
def draft(people: People) -> MatrixVersion:
    people("sofie", roles=("Administrators",))
    promise(first_response(60), matrix_version=matrix("50", "100"))
    return copy_to_draft(MatrixVersion.objects.get(matrix__name="Standard"))


def test_cells_are_moved_through_edited_filled_and_taken_back_by_keys(
    visit: Visit, draft: MatrixVersion
) -> None:
    visit.sign_in("sofie")
    visit.open(f"/setup/matrices/versions/{draft.pk}/")
    cells = visit.page.locator("[data-cell]")
    keys = visit.page.keyboard

    cells.first.focus()
    keys.press("ArrowRight")
    expect(cells.nth(1)).to_be_focused()
    keys.press("Enter")
    keys.press("Control+A")
    keys.type("email to manager")
    keys.press("Escape")
    expect(cells.nth(1)).to_be_focused()
    expect(cells.nth(1)).to_contain_text("email to manager")
    keys.press("Delete")
    keys.press("Control+Z")
    expect(cells.nth(1)).to_contain_text("email to manager")
    assert visit.axe() == []
    visit.page.get_by_role("button", name="Save the draft").click()

    expect(visit.page.get_by_text("Saved.").first).to_be_visible()
    assert sheet_of(draft).rows[0].cells["75"] == "email to manager"


def test_cells_are_pasted_from_a_spreadsheet(visit: Visit, draft: MatrixVersion) -> None:
    visit.sign_in("sofie")
    visit.open(f"/setup/matrices/versions/{draft.pk}/")
    visit.page.locator("[data-cell]").first.focus()

    visit.page.evaluate(
        """(text) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            document.activeElement.dispatchEvent(
                new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        'nothing\t"email to owner\nset priority = Critical"\n',
    )
    visit.page.get_by_role("button", name="Save the draft").click()

    expect(visit.page.get_by_text("Saved.").first).to_be_visible()
    cells = sheet_of(draft).rows[0].cells
    assert (cells["50"], cells["75"]) == ("nothing", "email to owner\nset priority = Critical")


def test_it_is_edited_without_a_script(without_script: Visit, draft: MatrixVersion) -> None:
    without_script.sign_in("sofie")
    without_script.open(f"/setup/matrices/versions/{draft.pk}/")

    without_script.page.get_by_label("at 50").fill("nothing")
    without_script.page.get_by_role("button", name="Save the draft").click()

    expect(without_script.page.get_by_text("Saved.").first).to_be_visible()
    assert sheet_of(draft).rows[0].cells["50"] == "nothing"


@pytest.mark.parametrize("page", ["", "versions/{draft}/", "versions/{draft}/compare/"])
def test_narrow_nothing_scrolls_sideways_but_the_grid_itself(
    narrow: Visit, draft: MatrixVersion, page: str
) -> None:
    narrow.sign_in("sofie")

    narrow.open(f"/setup/matrices/{page.format(draft=draft.pk)}")

    assert narrow.page.evaluate("document.documentElement.scrollWidth") <= 360
    assert narrow.axe() == []
