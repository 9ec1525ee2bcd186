"""The values the gallery shows: Friday 20 November 2026, 16:42 in Dresden. Wednesday was a holiday in
Saxony."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from sla_admin.shared.display.clock_face import ClockFace
from sla_admin.shared.display.durations import HOUR, MINUTE
from sla_admin.shared.display.sentence import Link, Strong
from sla_admin.shared.display.status import STATUS_KEYS
from sla_admin.shared.display.timeline import Bar, Gap, Pin, Row, lay_out
from sla_admin.shared.templatetags.sla_parts import Action, Choice, Threshold
from sla_admin.shared.viewing.page import Page

DRESDEN = ZoneInfo("Europe/Berlin")


def at(day: int, hour: int, minute: int = 0) -> int:
    """An instant of that November, Dresden time."""
    return int(datetime(2026, 11, day, hour, minute, tzinfo=DRESDEN).timestamp()) * 1_000_000


def hm(hours: int, minutes: int = 0) -> int:
    return hours * HOUR + minutes * MINUTE


AT = at(20, 16, 42)
DRESDEN_WINDOWS = tuple((at(day, 9), at(day, 18)) for day in (20, 23, 24, 25, 26, 27))
PACIFIC_WINDOWS = ((at(20, 17), at(21, 2)), (at(23, 17), at(24, 2)), (at(24, 17), at(25, 2)))
HORIZON = at(27, 18)


class PauseForm(forms.Form):
    """The sample form; its answers are always the same."""

    reason = forms.CharField(
        label="Reason", error_messages={"required": "Say why it is paused. The customer’s report shows this."}
    )
    resume = forms.ChoiceField(
        label="Resume",
        choices=[("reply", "When the customer replies"), ("hand", "When I say so")],
        help_text="At the latest Tue 24 Nov, 09:00. Pauses so far: 1 h 30 m of 8 h allowed.",
    )
    tell = forms.BooleanField(
        label="Tell the customer", required=False, help_text="Sends the template “We wait for you”."
    )


class BudgetForm(forms.Form):
    p1 = forms.CharField(label="P1", initial="4 h")
    p3 = forms.CharField(label="P3", initial="24 h")
    p4 = forms.CharField(label="P4", error_messages={"required": "P4 has no budget"})


@dataclass(frozen=True, slots=True)
class Segment:
    day: str
    span: str
    what: str
    kind: str
    counted: str = ""
    used: str = ""


@dataclass(frozen=True, slots=True)
class SampleRow:
    number: str
    subject: str
    account: str
    priority: str
    tier_name: str
    tier_rank: int
    face: ClockFace
    owner: str = "Ines Carvalho"
    then: str = ""
    due: str = ""
    remark: str = ""
    others: tuple[tuple[str, int, str], ...] = ()
    actions: tuple[Action, ...] = ()
    hours: str = "hours-dresden"
    current: bool = False


def face(
    status: str, milestone: str, budget: int, consumed: int, target: int | None, **more: Any
) -> ClockFace:
    known = {
        "windows": DRESDEN_WINDOWS,
        "horizon_at": HORIZON,
        "hours_name": "Dresden",
        "hours_zone": "Europe/Berlin",
    }
    if status in {"on_track", "at_risk"}:
        consumed -= 40_000_000  # the gallery's clocks tick; so they read like the pictures for a while
    return ClockFace(status, milestone, budget, consumed, target, **(known | more))  # type: ignore[arg-type]  # one of the keys


WORKAROUND = face("violated", "Workaround", hm(12), hm(15, 37), at(20, 13, 5))
NEXT_UPDATE = face("at_risk", "Next Update", hm(6), hm(4, 54), at(20, 17, 48), occurrence=3)
COMPLIANCE = face(
    "on_track",
    "Compliance Acknowledgment",
    hm(48),
    hm(30, 37),
    at(21, 10, 5),
    windows=None,
    hours_name="",
    remark="24×7, runs over the weekend",
)
RESOLUTION = face("paused", "Resolution", hm(24), hm(16, 20), at(23, 15, 22), paused_at=at(20, 15, 10))
PACIFIC = face(
    "on_track",
    "Resolution",
    hm(16),
    hm(5, 27),
    at(23, 19, 33),
    windows=PACIFIC_WINDOWS,
    hours_name="Pacific",
    hours_zone="America/Los_Angeles",
)
SOON = face("at_risk", "First Response", hm(8), hm(7, 59) + 48_000_000, AT + 12_000_000)

CLOSED = (
    face("met", "First Response", hm(8), hm(1, 45), at(18, 14, 20), closed_at=at(17, 17, 5)),
    face("met", "Next Update", hm(6), hm(3, 25), at(19, 14), closed_at=at(19, 11, 30), occurrence=1),
    face("met_late", "Next Update", hm(6), hm(6, 43), at(20, 11, 5), closed_at=at(20, 11, 48), occurrence=2),
    face("canceled", "Escalation Review", hm(4), hm(1, 2), None, closed_at=at(19, 16, 2)),
)

COMPLETE = Action("Complete", "check", dialog="pause-dialog", key="")
CASE_CLOCKS = (
    {
        "face": WORKAROUND,
        "why": (
            "Started Thu 10:05 when the status became “Known issue”. ",
            Strong("Completes when a reply carries a workaround."),
        ),
        "action": COMPLETE,
    },
    {
        "face": NEXT_UPDATE,
        "why": (
            Strong("75 % passed at 16:18"),
            ", so Jonas and Tomasz were told. Any public reply meets it.",
        ),
        "action": None,
    },
    {
        "face": COMPLIANCE,
        "why": ("A regulatory clock: ", Strong("it never pauses"), " and counts every hour."),
        "action": COMPLETE,
    },
    {
        "face": RESOLUTION,
        "why": (
            "Waiting on customer: “2.18.3 in their staging”. ",
            Strong("Resumes by itself when Petra replies"),
            ", at the latest Tue 24 Nov 09:00.",
        ),
        "action": Action("Resume", "play", dialog="pause-dialog"),
    },
    {
        "face": PACIFIC,
        "why": ("Outside Pacific hours, so it ", Strong("stands still"), " until they open."),
        "action": None,
    },
    {
        "face": SOON,
        "why": ("Nobody has replied yet. ", Strong("Any public reply meets it.")),
        "action": None,
        "seconds": True,
    },
)

QUEUE = (
    (
        "Past target",
        (
            SampleRow(
                "CS-20417",
                "Checkout webhooks time out after the 2.18 upgrade",
                "Nordlicht Logistik",
                "P3",
                "Enterprise",
                1,
                WORKAROUND,
                then="then Next Update, due 17:48",
                current=True,
                others=(
                    ("at_risk", 81, "Next Update, at risk"),
                    ("on_track", 63, "Compliance, on track"),
                    ("paused", 68, "Resolution, paused"),
                ),
                actions=(
                    Action("Reply", "reply", url="#queue", key=""),
                    Action("More for CS-20417", "more", kind="more"),
                ),
            ),
            SampleRow(
                "CS-20310",
                "Card refunds stay pending",
                "Castellana Seguros",
                "P2",
                "Enterprise",
                1,
                face("violated", "Workaround", hm(8), hm(9, 37), at(20, 15, 5)),
                then="then Resolution, due Mon 11:05",
                others=(("met", 100, "First Response, met"), ("on_track", 55, "Resolution, on track")),
            ),
        ),
    ),
    (
        "Before today’s close, 18:00",
        (
            SampleRow(
                "CS-20350",
                "Time sheet rounds to the wrong day",
                "Okavango Telecom",
                "P4",
                "Professional",
                2,
                face("at_risk", "First Response", hm(8), hm(7, 17), at(20, 17, 25)),
                then="nobody has replied yet",
                others=(("on_track", 30, "Resolution, on track"),),
            ),
            SampleRow(
                "CS-20433",
                "Sensor gateway offline in hall 4",
                "Tidewater Utilities",
                "P1",
                "Enterprise",
                1,
                face("on_track", "Next Update", hm(2), hm(0, 48), at(20, 17, 54)),
                then="any public reply meets it",
            ),
        ),
    ),
    (
        "Standing still",
        (
            SampleRow(
                "CS-20288",
                "Map tiles blank on Android 16",
                "Maple Ridge CU",
                "P2",
                "Professional",
                2,
                PACIFIC,
                then="Pacific hours open in 18 m, Fri 17:00 CET",
                hours="hours-pacific",
                others=(("met", 100, "First Response, met"),),
            ),
            SampleRow(
                "CS-20361",
                "Cannot add a second warehouse",
                "Lumen Freight",
                "P3",
                "Basic",
                3,
                face("paused", "Resolution", hm(24), hm(5, 6), None),
                then="waiting on customer, resumes on reply",
                due="paused since Thu 11:02",
            ),
        ),
    ),
    (
        "No clock",
        (
            SampleRow(
                "CS-20461",
                "Meter readings out of order",
                "Southbank Media",
                "P3",
                "",
                3,
                ClockFace("no_clock", "No entitlement runs"),
                then="the account’s entitlement expired on 31 Oct",
                due="",
                actions=(Action("Choose cover", url="#queue"),),
            ),
        ),
    ),
)

BOARD = (
    SampleRow(
        "20417",
        "Checkout webhooks time out after the 2.18 upgrade",
        "Nordlicht Logistik",
        "P3",
        "Enterprise",
        1,
        WORKAROUND,
        "Jonas Weber",
    ),
    SampleRow(
        "20350",
        "Time sheet rounds to the wrong day",
        "Okavango Telecom",
        "P4",
        "Professional",
        2,
        face("at_risk", "First Response", hm(8), hm(7, 17), at(20, 17, 25)),
        "Tomasz Zieliński",
    ),
    SampleRow(
        "20493",
        "Sensor gateway offline in hall 4",
        "Tidewater Utilities",
        "P2",
        "Enterprise",
        1,
        face("on_track", "Workaround", hm(6), hm(3, 52), at(23, 9, 50)),
    ),
    SampleRow(
        "20590",
        "Failover test did not switch back",
        "Linden & Roth",
        "P1",
        "Enterprise",
        1,
        face("on_track", "Resolution", hm(24), hm(9, 22), at(24, 13, 20)),
        "Lucía Ferrer",
    ),
    SampleRow(
        "20288",
        "Map tiles blank on Android 16",
        "Maple Ridge CU",
        "P2",
        "Professional",
        2,
        PACIFIC,
        "",
        hours="hours-pacific",
    ),
    SampleRow(
        "20470",
        "Cannot add a second warehouse",
        "Lumen Freight",
        "P3",
        "Basic",
        3,
        face("paused", "Resolution", hm(24), hm(5, 6), None),
        "Lucía Ferrer",
    ),
    SampleRow(
        "20461",
        "Meter readings out of order",
        "Southbank Media",
        "P3",
        "",
        3,
        ClockFace("no_clock", "No clock"),
        remark="expired 31 Oct",
    ),
)

SEGMENTS = (
    Segment("Tue 17 Nov", "15:20 – 18:00", "Open", "open", "2 h 40 m", "2 h 40 m"),
    Segment("", "18:00 – Wed 09:00", "Night, closed", "closed"),
    Segment("Wed 18 Nov", "09:00 – 18:00", "Buß- und Bettag, public holiday in Saxony", "holiday"),
    Segment("", "18:00 – Thu 09:00", "Night, closed", "closed"),
    Segment("Thu 19 Nov", "09:00 – 11:30", "Open", "open", "2 h 30 m", "5 h 10 m"),
    Segment("", "11:30 – 13:00", "Paused 1 h 30 m: waiting on customer, gateway logs", "paused"),
    Segment("", "13:00 – 18:00", "Open", "open", "5 h 00 m", "10 h 10 m"),
    Segment("If resumed now", "16:42 – 18:00", "Open", "future", "1 h 18 m", "17 h 38 m"),
    Segment("Mon 23 Nov", "09:00 – 15:22", "Open", "target", "6 h 22 m", "24 h 00 m"),
)

HAPPENED = (
    (
        at(17, 15, 20),
        "Entered Enterprise incident v7; First Response and Resolution started",
        "record type is case",
        "0 m",
    ),
    (at(17, 17, 5), "First Response met; Next Update 1 started", "public reply by Jonas Weber", "1 h 45 m"),
    (
        at(19, 10, 5),
        "Workaround and Compliance Acknowledgment started",
        "status became Known issue",
        "3 h 45 m",
    ),
    (at(19, 13), "Resolution resumed, target moved Mon 12:20 → 13:50", "customer replied", "5 h 10 m"),
    (at(20, 13, 5), "Workaround violated; 3 people told", "100 % of 12 h", "14 h 15 m"),
)

NIGHTS = (
    Gap(at(17, 18), at(19, 9), "Buß- und Bettag"),
    Gap(at(19, 18), at(20, 9)),
    Gap(at(20, 18), at(23, 9), "weekend"),
)
ROWS = (
    Row("First Response", (Bar(at(17, 15, 20), at(17, 17, 5), "met"),), (Pin(at(19, 14, 20), "due 14:20"),)),
    Row(
        "Next Update",
        (
            Bar(at(17, 17, 5), at(19, 11, 30), "met", "1"),
            Bar(at(19, 14), at(20, 11, 5), "met", "2"),
            Bar(at(20, 11, 5), at(20, 11, 48), "late"),
            Bar(at(20, 11, 48), at(20, 16, 18), "counted", "3"),
            Bar(at(20, 16, 18), AT, "warned"),
        ),
        (Pin(at(20, 17, 48)),),
    ),
    Row(
        "Workaround",
        (
            Bar(at(19, 10, 5), at(20, 10, 5), "counted"),
            Bar(at(20, 10, 5), at(20, 13, 5), "warned"),
            Bar(at(20, 13, 5), AT, "past"),
        ),
        (Pin(at(20, 13, 5)),),
    ),
    Row(
        "Resolution",
        (
            Bar(at(17, 15, 20), at(19, 11, 30), "counted"),
            Bar(at(19, 11, 30), at(19, 13), "paused"),
            Bar(at(19, 13), at(20, 15, 10), "counted"),
            Bar(at(20, 15, 10), AT, "paused"),
            Bar(AT, at(23, 15, 22), "expected"),
        ),
        (Pin(at(23, 15, 22), "15:22"),),
    ),
    Row(
        "Compliance Ack.",
        (Bar(at(19, 10, 5), AT, "counted"), Bar(AT, at(21, 10, 5), "expected")),
        (Pin(at(21, 10, 5), "Sat 10:05"),),
    ),
)


def parts(page: Page) -> dict[str, Any]:
    """Everything the gallery's template shows."""
    return {
        "tokens": (
            "canvas",
            "surface",
            "sunken",
            "line",
            "line-strong",
            "ink-3",
            "ink-2",
            "ink",
            "accent",
            "accent-soft",
            "ok",
            "risk",
            "bad",
            "pause",
            "met",
            "late",
        ),
        "statuses": [(key, *WHEN[key]) for key in STATUS_KEYS],
        "case_clocks": CASE_CLOCKS,
        "closed": CLOSED,
        "queue": QUEUE,
        "board": BOARD,
        "lane_counts": (("violated", 3), ("at_risk", 6), ("paused", 2)),
        "segments": SEGMENTS,
        "happened": HAPPENED,
        "zone": "CET",
        "drawing": lay_out(
            ROWS,
            NIGHTS,
            begin=at(17, 15),
            end=at(23, 18),
            now=page.at,
            zone=page.viewer.zone,
            cycle=page.viewer.cycle,
            words=page.viewer.words,
        ),
        "dresden": DRESDEN_WINDOWS,
        "pacific": PACIFIC_WINDOWS,
        "people": (
            ("Ines Carvalho", 14, 16),
            ("Jonas Weber", 17, 16),
            ("Claire Dubois", 12, 12),
            ("Keiko Mori", 6, 14),
        ),
        "thresholds": (
            Threshold(50, "12 h", "Owner", "Ines Carvalho"),
            Threshold(75, "18 h", gap="Gap in P3, nobody is told"),
            Threshold(90, "21 h 36 m", "Manager", "Hanna Virtanen"),
            Threshold(100, "24 h", "Manager, task", "Hanna Virtanen"),
        ),
        "views": [
            Choice("Mine", "#views", True),
            Choice("EMEA Platform", "#views"),
            Choice("Unassigned", "#views", count=4),
        ],
        "buttons": (
            Action("Primary", kind="primary", dialog="pause-dialog"),
            Action("Secondary", dialog="pause-dialog"),
            Action("Quiet", kind="quiet", dialog="pause-dialog"),
            Action("Remove", "x", kind="danger", dialog="pause-dialog"),
            Action("More", "more", kind="more", dialog="pause-dialog"),
        ),
        "page_actions": (
            Action("Reply", "reply", kind="primary", key="r", dialog="pause-dialog"),
            Action("Pause…", "pause", key="p", dialog="pause-dialog"),
            Action("Close case", "check", dialog="pause-dialog"),
        ),
        "stop": Action("Stop here", dialog="pause-dialog"),
        "summary": (
            Strong("Workaround is 3 h 37 m past its target.", "bad"),
            " Act next on ",
            Strong("Next Update"),
            ": any public reply before 17:48 meets it. Resolution stands still while Nordlicht tests.",
        ),
        "criteria": (
            "Completes when ",
            Strong("status is Resolved or Closed"),
            ", and ",
            Strong("either a resolution code is set or the channel is chat"),
            ".",
        ),
        "linked": (
            "Chosen over 2 others because it names ",
            Strong("this asset"),
            "; see ",
            Link("ENT-1180", "#cards"),
            ".",
        ),
        "budgets": BudgetForm({"p1": "4 h", "p3": "24 h", "p4": ""}),
    }


WHEN: dict[str, tuple[int, str]] = {
    "on_track": (40, "running, no warning reached"),
    "at_risk": (82, "a warning trigger has been reached"),
    "violated": (100, "past target and open"),
    "paused": (68, "paused by criteria or by hand"),
    "met": (60, "completed at or before target"),
    "met_late": (100, "completed after target"),
    "canceled": (20, "criteria stopped, or the case closed first"),
    "no_clock": (0, "no entitlement answers this case"),
    "not_started": (0, "not begun: its criteria do not hold yet"),
}
