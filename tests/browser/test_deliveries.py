"""The delivery log and an endpoint's page in the browser."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import User

from entitlements.business_time.instants import SECOND
from escalations.engine.deliver import deliver_due
from escalations.models import WebhookEndpoint
from tests.browser.conftest import Visit
from tests.escalations.conftest import MONDAY_10, active_matrix, calling, line, make_case, record
from tests.escalations.http_receiver import endpoint, listening, status


def one_that_failed() -> WebhookEndpoint:
    """A message that an endpoint refused for good."""
    with listening() as receiver:
        target, _ = endpoint(receiver)
        case = make_case(owner=User.objects.first())
        record([line(case, active_matrix(calling(target.pk)))])
        receiver.answers = [status(410, "gone")]
        deliver_due(MONDAY_10 + SECOND)
    return target


def test_the_log_leads_to_what_went_over_the_line(visit: Visit, people: Callable[..., Any]) -> None:
    people("adele", roles=("Administrators",))
    target = one_that_failed()
    visit.sign_in("adele")

    visit.open("/setup/deliveries/?state=failed")

    assert visit.axe() == []
    visit.page.get_by_role("link", name="CS-1042").click()
    visit.page.get_by_role("heading", name="Webhook to Pager").wait_for()
    assert visit.page.get_by_text("POST /hook HTTP/1.1").is_visible()
    assert visit.axe() == []
    visit.page.get_by_role("button", name="Send again").click()
    visit.page.get_by_text("It is on its way again.").first.wait_for()
    visit.open(f"/setup/endpoints/{target.pk}/")
    assert visit.axe() == []


def test_on_a_narrow_screen_nothing_scrolls_sideways(narrow: Visit, people: Callable[..., Any]) -> None:
    people("adele", roles=("Administrators",))
    target = one_that_failed()
    narrow.sign_in("adele")
    for page in ("/setup/deliveries/", f"/setup/endpoints/{target.pk}/", "/setup/endpoints/new/"):
        narrow.open(page)
        assert narrow.page.evaluate("document.documentElement.scrollWidth") == 360
    assert narrow.axe() == []
