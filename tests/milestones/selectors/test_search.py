"""Search finds what people remember, and reads nothing as a pattern."""

import pytest

from entitlements.models import Account, Contact
from milestones.models import Case
from milestones.selectors.search import best_first, searched
from tests.milestones.promised import Desk, promise

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def cases() -> None:
    promise(account="Nordlicht Logistik")
    petra = Contact.objects.create(
        account=Account.objects.get(), name="Petra Vogel", email="petra@nordlicht.example"
    )
    Desk("CS-20417", account="nordlicht logistik").opens("09:00", subject="Checkout webhooks time out")
    Desk("CS-2041", account=None).opens(
        "09:10", subject="100% CPU on host_7", **{"attributes.serial": "NL-EDGE-0442"}
    )
    Desk("CS-204", account="nordlicht logistik").opens(
        "09:20", subject="Überweisung schlägt fehl", contact=petra.pk
    )
    closed = Desk("CS-9", account=None)
    closed.opens("09:30", subject="Webhooks are called twice")
    closed.says("09:40", status="closed")


def found(text: str) -> list[str]:
    return list(best_first(searched(Case.objects.all(), text), text).values_list("external_id", flat=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CS-20417", ["CS-20417"]),
        ("20417", ["CS-20417"]),
        # the number itself first, then those that begin so, the newest first
        ("cs-204", ["CS-204", "CS-2041", "CS-20417"]),
        # open cases before closed ones
        ("WEBHOOKS", ["CS-20417", "CS-9"]),
        ("nordlicht webhooks", ["CS-20417"]),
        ("überweisung", ["CS-204"]),
        ("petra", ["CS-204"]),
        ("PETRA@nordlicht", ["CS-204"]),
        ("edge-0442", ["CS-2041"]),
        ("100%", ["CS-2041"]),
        ("host_7", ["CS-2041"]),
        ("h%7", []),
        ("host.7", []),
        ("webhooks nothing", []),
        ("\\", []),
        ("'; DROP TABLE milestones_case; --", []),
    ],
)
def test_it_finds(text: str, expected: list[str]) -> None:
    assert found(text) == expected


def test_a_text_without_words_asks_nothing() -> None:
    assert len(found("   ")) == 4
