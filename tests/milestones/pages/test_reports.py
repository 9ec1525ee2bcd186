"""Pages of reports: figures link to what they count, files are safe, wrong filters are named."""

import csv
import re
from collections.abc import Iterator
from html import unescape
from io import StringIO

import pytest
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from entitlements.business_time.instants import parse_instant
from entitlements.models import SupportTier
from milestones.models import Queue
from milestones.pages.reports.charts import percent_scale
from milestones.pages.reports.tables import misses_scale, seconds
from milestones.reporting.outcome import Tally
from milestones.selectors.reports import reading as limits
from sla_admin.shared.viewing.roles import GROUPS
from tests.milestones.promised import Desk, first_response, promise

pytestmark = pytest.mark.django_db

REPLY = "public_reply_sent"
PERIOD = "from=2026-06-01&to=2026-06-01&zone=UTC"
PAGES = (
    "report-compliance",
    "report-late-completions",
    "report-open-past-target",
    "report-time-to-resolve",
    "report-first-response",
    "report-case-outcomes",
    "report-accountability",
    "report-held-cases",
    "report-clocks",
)


@pytest.fixture
def manager(client: Client) -> Client:
    person = User.objects.create_user("hanna")
    person.groups.add(Group.objects.get_or_create(name=GROUPS["manager"])[0])
    client.force_login(person)
    return client


@pytest.fixture
def cases() -> None:
    promise(first_response(60))
    Queue.objects.create(key="desk", name="Desk <b>")
    for number, (reply, queue) in enumerate(
        (("10:30", "desk"), ("12:00", "desk"), ("10:50", None), (None, None))
    ):
        each = Desk(external_id=f"CS-{number}")
        each.opens("10:00", queue=queue, subject="=HYPERLINK(1)" if number == 1 else f"Case {number}")
        if reply:
            each.says(reply, REPLY)
        if number < 2:
            each.says("13:00", status="closed")


def page(client: Client, name: str, query: str = PERIOD, status: int = 200) -> str:
    answer = client.get(f"{reverse(name)}?{query}")
    assert answer.status_code == status, answer.content[:500]
    return answer.content.decode()


def file(client: Client, name: str, query: str = PERIOD) -> list[list[str]]:
    answer = client.get(f"{reverse(name)}?{query}&format=csv")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]  # it streams
    return list(csv.reader(StringIO(text)))


def figures(html: str) -> Iterator[tuple[int, str]]:
    """Every number of the tables that is a link, with its address."""
    for address, words in re.findall(r'<td class="end num[^"]*"><a href="([^"]+)">([\d,]+)</a>', html):
        yield int(words.replace(",", "")), unescape(address)


@pytest.mark.parametrize("name", PAGES)
def test_every_report_opens_without_any_case_and_says_the_next_step(manager: Client, name: str) -> None:
    html = page(manager, name)

    assert "Choose a longer period" in html or "Go back to the report" in html


@pytest.mark.parametrize(
    "name",
    [
        "report-compliance",
        "report-late-completions",
        "report-open-past-target",
        "report-time-to-resolve",
        "report-first-response",
        "report-case-outcomes",
        "report-accountability",
    ],
)
@pytest.mark.parametrize("group", ["queue", "owner", "account", "tier"])
def test_every_figure_is_a_link_to_as_many_rows(manager: Client, cases: None, name: str, group: str) -> None:
    html = page(manager, name, f"{PERIOD}&group={group}")
    linked = list(figures(html))

    assert linked
    for number, address in linked:
        listed = manager.get(address).content.decode()
        shown = re.search(r"<span class=\"num\">1 – (\d+) of ([\d,]+)</span>", listed)
        assert shown is not None, address
        assert int(shown[2]) == number, address
        lines = b"".join(manager.get(f"{address}&format=csv").streaming_content)  # type: ignore[attr-defined]
        assert len(list(csv.reader(StringIO(lines.decode("utf-8-sig"))))) == number + 1, address


def test_the_page_says_its_formula_versions_hours_and_what_is_left_out(manager: Client, cases: None) -> None:
    html = page(manager, "report-compliance")

    assert "on time ÷ (completed or violated)" in html
    assert "Support of Acme v1 (4)" in html
    assert "24×7 (4)" in html
    assert "0 clocks that are open and in time" in html
    assert "50.0 %" in html, "two of four"
    assert "Desk &lt;b&gt;" in html


def test_a_tier_wears_the_colour_that_was_chosen_for_it_and_else_that_of_its_rank(
    manager: Client, cases: None
) -> None:
    plain = page(manager, "report-compliance", f"{PERIOD}&group=tier")
    SupportTier.objects.update(color="#b45309")
    cache.clear()
    chosen = page(manager, "report-compliance", f"{PERIOD}&group=tier")

    assert "tier tier-1" in plain
    assert "#64748b" not in plain
    assert 'rx="2" fill="#b45309"' in chosen
    assert "tier-1" not in chosen


def test_a_pinned_address_goes_on_saying_the_same(manager: Client, cases: None) -> None:
    pinned = f"{PERIOD}&as_of=2026-06-01T11:30:00Z"

    assert file(manager, "report-compliance", pinned)[-1][:5] == ["All", "4", "2", "0", "2"]
    assert file(manager, "report-compliance")[-1][:5] == ["All", "4", "2", "1", "1"]


def test_a_file_has_seconds_and_instants_and_no_formulas(manager: Client, cases: None) -> None:
    head, *lines = file(manager, "report-clocks", f"{PERIOD}&outcome=late")

    assert len(lines) == 1
    line = dict(zip(head, lines[0], strict=True))
    assert line["subject"] == "'=HYPERLINK(1)"
    assert line["target_at"] == "2026-06-01T11:00:00Z"
    assert line["completed_at"] == "2026-06-01T12:00:00Z"
    assert line["late_by_calendar_seconds"] == "3600"
    assert line["counted_seconds"] == "7200"


def test_time_to_resolve_in_a_file_is_in_seconds(manager: Client, cases: None) -> None:
    head, *_, last = file(manager, "report-time-to-resolve")

    line = dict(zip(head, last, strict=True))
    assert (line["closed_cases"], line["business_median_seconds"]) == ("2", "10800")


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("from=2026-13-01", "Write a day like 2026-11-20."),
        ("from=2026-06-02&to=2026-06-01", "The last day lies before the first"),
        ("from=1980-01-01&to=2026-01-01", "at most twenty years"),
        ("zone=Mars/Olympus", "is no IANA time zone"),
        ("by=weather", "One of: decided, target, completed, opened."),
        ("queue=nowhere", "There is no queue"),
        ("owner=nobody-here", "There is no owner"),
        ("as_of=2199-01-01T00:00:00Z", "lies ahead"),
        ("as_of=yesterday", "Write an instant like"),
        ("channel=pigeon", "There is no channel"),
        ("colour=red", "There is no such filter."),
        ("interval=day&from=2020-01-01&to=2026-01-01", "Too many columns"),
    ],
)
def test_a_wrong_filter_is_named_and_kept(manager: Client, query: str, reason: str) -> None:
    html = unescape(page(manager, "report-compliance", query, status=400))

    assert reason in html
    assert "This report was not counted" in html


def test_a_report_of_cases_refuses_a_milestone(manager: Client) -> None:
    html = page(manager, "report-time-to-resolve", "type=first_response", status=400)

    assert "counts cases, not milestones" in unescape(html)


def test_a_page_beyond_reach_and_a_wrong_kind_are_refused(manager: Client) -> None:
    page(manager, "report-clocks", "page=0", status=400)
    page(manager, "report-clocks", "outcome=lucky", status=400)
    page(manager, "report-cases", "kind=lucky", status=400)
    page(manager, "report-held-cases", "page=x", status=400)


def test_a_report_that_takes_too_long_says_so(
    manager: Client, cases: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SLOTS", 0)

    html = unescape(
        page(manager, "report-open-past-target", f"{PERIOD}&as_of=2026-06-01T23:00:00Z", status=409)
    )

    assert "reports are being counted at this moment" in html


def test_more_groups_ask_no_more_of_the_database(manager: Client, cases: None) -> None:
    def asked() -> int:
        page(manager, "report-compliance", PERIOD)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page(manager, "report-compliance", f"{PERIOD}&as_of=2026-06-01T22:0{len(sizes)}:00Z")
        return len(queries)

    sizes: list[int] = []
    sizes.append(asked())
    for number in range(6):
        Queue.objects.create(key=f"q{number}", name=f"Queue {number}")
        each = Desk(external_id=f"M-{number}")
        each.opens("10:00", queue=f"q{number}")
        each.says("10:30", REPLY)
    sizes.append(asked())

    assert sizes[0] == sizes[1]


def test_the_same_question_is_counted_once_while_nothing_is_told(manager: Client, cases: None) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(manager, "report-late-completions", f"{PERIOD}&as_of=2026-06-01T21:00:00Z")
        return len(queries)

    first, again = asked(), asked()
    Desk(external_id="CS-9").opens("14:00")

    assert again < first
    assert asked() > again


def test_agents_are_refused(client: Client) -> None:
    person = User.objects.create_user("ines")
    person.groups.add(Group.objects.get_or_create(name=GROUPS["agent"])[0])
    client.force_login(person)

    for name in PAGES:
        assert client.get(reverse(name)).status_code == 403


def test_seconds_are_exact() -> None:
    assert [seconds(each) for each in (0, 1_500_000, 90_000_000, -1, 3_600_000_001)] == [
        "0",
        "1.5",
        "90",
        "-0.000001",
        "3600.000001",
    ]


def test_scales_begin_below_the_least_and_bars_hold_the_most() -> None:
    assert [text for _, text in percent_scale([0.937, 0.961]).ticks] == [
        "100 %",
        "98 %",
        "96 %",
        "94 %",
        "92 %",
    ]
    assert percent_scale([1.0]).low < 1.0
    assert percent_scale([0.0]).low == 0
    assert misses_scale([Tally(95, 3, 2)]) == 5
    assert misses_scale([Tally(0, 1, 0)]) == 100
    assert misses_scale([]) == 5


def test_instants_of_forms_are_wall_clock_of_the_zone(manager: Client, cases: None) -> None:
    query = "from=2026-06-01&to=2026-06-01&zone=Europe/Berlin&as_of=2026-06-01T13:30"

    html = page(manager, "report-compliance", query)

    assert "as_of=2026-06-01T11%3A30%3A00Z" in html
    assert parse_instant("2026-06-01T11:30:00Z") == parse_instant("2026-06-01T13:30:00+02:00")


def test_the_form_keeps_what_was_chosen(manager: Client, cases: None) -> None:
    html = page(manager, "report-compliance", f"{PERIOD}&type=first_response&queue=desk&group=owner")

    assert re.search(r'name="type"[^>]*value="first_response"[^>]*checked', html)
    assert re.search(r'<option value="desk" selected', html)
    assert '<input type="hidden" name="group" value="owner">' in html
    assert "Let go of Queue: Desk" in html
