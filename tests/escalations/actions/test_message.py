"""What an alert says, in words a person can act on."""

from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from django.core.mail import EmailMultiAlternatives
from pytest_django import Settings

from entitlements.business_time.calendar import around_the_clock, compile_calendar
from entitlements.business_time.instants import HOUR, MINUTE, SECOND, parse_instant
from entitlements.business_time.revisions import HoursRevision, Timeline
from entitlements.business_time.weekly_hours import parse_week
from escalations.actions.context import Context, Postbox, Situation
from escalations.actions.message import compose
from escalations.actions.phrases import headline, moment, remaining, span
from escalations.actions.placeholders import PLACEHOLDERS, View, fill_in, problems, unknown_placeholders
from escalations.models import Delivery
from escalations.selectors.targets import Recipient
from milestones.clock.fact import COMPLETED, TRIGGER_REACHED, VIOLATED
from tests.escalations.conftest import html, plain

MONDAY_10_BERLIN = parse_instant("2026-06-01T10:00:00+02:00")
INES = Recipient("ines@example.org", "owner", "owner")
OFFICE = compile_calendar(
    Timeline(
        (
            HoursRevision(
                zone="Europe/Berlin",
                week=parse_week({day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}),
            ),
        )
    )
)


def situation(**changes: object) -> Situation:
    usual = Situation(
        case_id=12,
        case_number="CS-1042",
        case_subject="Printer on fire",
        case_priority="P1",
        case_status="open",
        case_account="Nordlicht",
        case_owner="Ines Carvalho",
        case_queue="",
        case_link="https://sla.example.org/cases/12/",
        milestone="First Response",
        milestone_type="First Response",
        tier="Enterprise",
        kind=VIOLATED,
        trigger="100",
        severity="violation",
        repeat=0,
        occurred_at=MONDAY_10_BERLIN,
        target_at=MONDAY_10_BERLIN,
        withdrawn_at=None,
        open_time=around_the_clock("Europe/Berlin"),
    )
    return replace(usual, **changes)  # type: ignore[arg-type]  # names and values as the test gives them


def composed(
    recipient: Recipient = INES, content: dict[str, str] | None = None, **changes: object
) -> EmailMultiAlternatives:
    delivery = Delivery(case_id=12, ledger_seq=7, entry_id=3, repeat=0, purpose="alert")
    context = Context(situation(**changes), (recipient,), Postbox(None), content or {})  # type: ignore[arg-type]
    return compose(delivery, context, recipient, MONDAY_10_BERLIN + SECOND)


def as_received(message: EmailMultiAlternatives) -> EmailMessage:
    read = message_from_bytes(message.message().as_bytes(), policy=default)
    assert isinstance(read, EmailMessage)
    return read


@pytest.mark.parametrize(
    ("changes", "subject"),
    [
        ({}, "Violated: First Response on CS-1042 was due Mon 10:00 CEST"),
        (
            {"kind": TRIGGER_REACHED, "trigger": "75", "target_at": MONDAY_10_BERLIN + HOUR},
            "75 %: First Response on CS-1042 is due Mon 11:00 CEST",
        ),
        (
            {"kind": TRIGGER_REACHED, "trigger": "+PT30M", "repeat": 2},
            "30 min after the target, repetition 2: First Response on CS-1042 was due Mon 10:00 CEST",
        ),
        ({"kind": COMPLETED, "trigger": "met"}, "Met: First Response on CS-1042, due Mon 10:00 CEST"),
        (
            {"kind": COMPLETED, "trigger": "met_late"},
            "Met late: First Response on CS-1042, due Mon 10:00 CEST",
        ),
        (
            {"withdrawn_at": MONDAY_10_BERLIN + MINUTE},
            "Withdrawn: violation of First Response on CS-1042, due Mon 10:00 CEST",
        ),
    ],
)
def test_the_headline_says_what_happened_to_which_milestone_and_when_it_is_due(
    changes: dict[str, object], subject: str
) -> None:
    assert headline(situation(**changes), "Europe/Berlin", MONDAY_10_BERLIN + SECOND) == subject


def test_a_day_further_away_is_written_with_its_date() -> None:
    assert (
        moment(MONDAY_10_BERLIN, "Europe/Berlin", MONDAY_10_BERLIN + 200 * HOUR)
        == "Mon 1 Jun 2026 10:00 CEST"
    )


def test_times_are_read_on_the_recipients_clock_where_there_is_one() -> None:
    assert composed(replace(INES, zone="America/New_York")).subject.endswith("was due Mon 04:00 EDT")
    assert composed().subject.endswith("was due Mon 10:00 CEST")


def test_time_left_and_past_is_open_time_with_the_clock_beside_it() -> None:
    friday_16 = parse_instant("2026-05-29T16:00:00+02:00")
    office = situation(open_time=OFFICE)
    assert remaining(office, friday_16) == "2 h of business hours left (66 h by the clock)"
    assert (
        remaining(office, MONDAY_10_BERLIN + 8 * HOUR)
        == "7 h of business hours past the target (8 h by the clock)"
    )
    assert remaining(situation(), MONDAY_10_BERLIN - 90 * SECOND) == "1 min 30 s left"
    assert remaining(situation(), MONDAY_10_BERLIN) == "0 s left"


@pytest.mark.parametrize(
    ("micros", "said"),
    [
        (59 * SECOND + 999_999, "59 s"),
        (60 * SECOND, "1 min"),
        (9 * MINUTE + 59 * SECOND, "9 min 59 s"),
        (10 * MINUTE + 59 * SECOND, "10 min"),
        (HOUR, "1 h"),
        (51 * HOUR + 5 * MINUTE, "51 h 5 min"),
    ],
)
def test_spans_are_rounded_down(micros: int, said: str) -> None:
    assert span(micros) == said


def test_a_fall_back_says_who_was_meant_and_why_it_comes_to_you() -> None:
    message = composed(Recipient("root@example.org", "manager", "administrators"))
    assert (
        "This was meant for the manager, but nobody who can be reached holds that place. "
        "You get it instead, as an administrator." in message.body
    )


def test_html_escapes_every_value() -> None:
    message = as_received(composed(case_subject='<script>alert(1)</script> & "more"'))
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;more&quot;" in html(message)
    assert "<script>" not in html(message)
    assert '<script>alert(1)</script> & "more"' in plain(message)


def test_a_value_that_looks_like_a_placeholder_stays_text() -> None:
    assert "{{case.account}}" in composed(case_subject="{{case.account}}").body


def test_a_subject_with_line_breaks_cannot_add_headers() -> None:
    message = composed(
        case_subject="x\r\nBcc: all@example.org", content={"subject": "{{case.subject}}", "text": "t"}
    )
    assert message.subject == "x Bcc: all@example.org"
    assert message.message()["Bcc"] is None


def test_a_template_without_the_reason_gets_it_all_the_same() -> None:
    message = composed(content={"subject": "s", "text": "Look at {{case.number}}.", "html": ""})
    assert message.body.startswith("Look at CS-1042.")
    assert "You get this as the owner of this case." in message.body
    assert "Look at CS-1042." in html(as_received(message))


def test_the_message_id_is_the_same_for_every_try_and_another_for_everybody_else(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://sla.example.org"
    first, again = composed(), composed(case_subject="changed meanwhile")
    other = composed(Recipient("daniel@example.org", "owner", "owner"))
    assert first.extra_headers["Message-ID"] == again.extra_headers["Message-ID"]
    assert first.extra_headers["Message-ID"] != other.extra_headers["Message-ID"]
    assert first.extra_headers["Message-ID"].endswith("@sla.example.org>")
    assert first.extra_headers["Auto-Submitted"] == "auto-generated"


def test_unknown_placeholders_are_named() -> None:
    assert unknown_placeholders("{{ case.subject }} {{case.internal_comments}} {{") == [
        "case.internal_comments",
        "{{",
    ]
    assert [field for field, _ in problems({"subject": "{{x}}", "text": "{{headline}}", "html": "}}"})] == [
        "subject",
        "html",
    ]


def test_every_placeholder_has_a_value_for_every_message() -> None:
    view = View(situation(target_at=None), INES, "Europe/Berlin", MONDAY_10_BERLIN)
    for name in PLACEHOLDERS:
        assert "{{" not in fill_in("{{" + name + "}}", view)
