"""A picture as HTML, for one kind of viewer: drawn once by each web process and kept."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta
from threading import Lock
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milestones.models.open_case import STANDINGS
from milestones.pages.board.forecast import Hour, forecast
from milestones.pages.board.look import Look
from milestones.pages.board.rows import RowWriter, hours_id
from milestones.pages.coverage_words import outcome_words
from milestones.selectors.board.picture import Hours, Lane, Picture
from milestones.selectors.board.question import DUE, GAP, BoardQuestion
from milestones.selectors.board.rows import MORE_ROWS
from milestones.services.board_pictures import Seen, picture
from sla_admin.shared.display import durations, moments
from sla_admin.shared.templatetags.parts.glyphs import status_word
from sla_admin.shared.viewing.hours_state import HoursState

KEPT = 64
"""Drawings a process keeps; of an all-teams board each is about a quarter of a megabyte."""

WALL_ROWS = 5
NARROW_ROWS = 8
"""Rows of a lane on a narrow screen; the style sheet hides the others (board.css)."""

HEAD_COUNTS = ("violated", "at_risk", "paused", "no_clock")
"""States that the head of a lane counts; the others are calm."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """`inside` is the live part of the page; `etag` names it. `is_there`: the team or queue exists."""

    inside: SafeString
    etag: str
    title: str
    total: int
    is_there: bool


_kept: OrderedDict[tuple[object, ...], Drawing] = OrderedDict()
_lock = Lock()


def etag_of(seen: Seen, look: Look, at: int) -> str:
    """The version of what this viewer sees. The local date is part of it: times are written by it."""
    date = moments.local(at, look.zone).date().isoformat()
    return f'"{seen.version}-{date}-{"-".join(str(part) for part in look.key)}"'


def drawing_of(question: BoardQuestion, seen: Seen, look: Look, at: int) -> Drawing:
    """The drawing of what was seen, out of memory where this process has drawn it before."""
    etag = etag_of(seen, look, at)
    key = (seen.question, etag)
    with _lock:
        known = _kept.get(key)
        if known is not None:
            _kept.move_to_end(key)
            return known
    drawn = _draw(question, picture(seen), look, etag)
    with _lock:
        _kept[key] = drawn
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return drawn


def forget_drawings() -> None:
    """Drop what was kept. For tests."""
    with _lock:
        _kept.clear()


def _draw(question: BoardQuestion, drawn: Picture, look: Look, etag: str) -> Drawing:
    path = reverse("board")
    writer = RowWriter(drawn.hours, look, drawn.at)
    context = {
        "drawn": drawn,
        "kpis": _kpis(drawn, question, path),
        "lanes": [_lane(lane, question, writer, at=drawn.at, look=look, path=path) for lane in drawn.lanes],
        "hours": [(hours_id(each.key), _windows(each, look)) for each in drawn.hours],
        "columns": _columns(drawn, look),
        "zone_name": moments.zone_name(drawn.at, look.zone),
        "narrow_rows": NARROW_ROWS,
    }
    if not look.is_wall:
        context |= {
            "forecast": _chart(drawn, look),
            "gaps": _gaps(drawn),
            "gaps_calm": _("None of these cases has a gap.")
            if question.is_filtered
            else _("Every open case has found its promise."),
            "loads": _loads(drawn, question, path),
            "workload_url": reverse("workload"),
            "gaps_url": reverse("coverage-gaps"),
            "due_url": question.address(path, state=(DUE,), more=()),
        }
    template = "milestones/board/_wall.html" if look.is_wall else "milestones/board/_inside.html"
    inside = "\n".join(
        line.strip() for line in render_to_string(template, context).splitlines() if line.strip()
    )
    return Drawing(
        inside=mark_safe(inside),  # noqa: S308 (rendered by templates that escape)
        etag=etag,
        title=drawn.title,
        total=drawn.total,
        is_there=bool(drawn.lanes) or (question.team is None and not question.queue),
    )


def _columns(drawn: Picture, look: Look) -> list[str]:
    return [
        _("Case"),
        _("Account"),
        _("Tier"),
        _("Next target"),
        _("Open time left"),
        _("Due, %(zone)s") % {"zone": moments.zone_name(drawn.at, look.zone)},
        _("Owner"),
    ]


def _kpis(drawn: Picture, question: BoardQuestion, path: str) -> list[dict[str, Any]]:
    def of(label: str, value: int, state: str, **more: str) -> dict[str, Any]:
        url = question.address(path, state=(state,), more=()) if value else ""
        return {"label": label, "value": durations.count(value), "url": url, **more}

    counts = drawn.counts
    violated = counts.get("violated", 0)
    return [
        of(_("Violated, open"), violated, "violated", status="violated", tone="bad" if violated else ""),
        of(_("At risk"), counts.get("at_risk", 0), "at_risk", status="at_risk"),
        of(_("Due before close"), drawn.due, DUE, icon="clock"),
        of(_("Paused"), counts.get("paused", 0), "paused", status="paused"),
        of(_("No clock"), counts.get("no_clock", 0), "no_clock", status="no_clock"),
        {
            "label": _("On time, 30 days, unfiltered") if question.is_filtered else _("On time, 30 days"),
            "value": durations.percent(drawn.on_time),
            "status": "met",
            "url": "",
            "title": _("%(number)s clocks completed or passed their target.")
            % {"number": durations.count(drawn.completed)},
        },
    ]


def _lane(
    lane: Lane, question: BoardQuestion, writer: RowWriter, *, at: int, look: Look, path: str
) -> dict[str, Any]:
    rows = lane.rows[:WALL_ROWS] if look.is_wall else lane.rows
    is_long = lane.key in question.more
    hours, pattern = _hours_text(lane, at, look)
    name = lane.name or (_("No queue") if question.by == "queue" else _("No team"))
    return {
        "id": f"lane-{lane.key}",
        "name": name,
        "total": lane.total,
        "total_text": ngettext("%(number)s open", "%(number)s open", lane.total)
        % {"number": durations.count(lane.total)},
        "counts": [
            (word, lane.counts[word], status_word(word)) for word in HEAD_COUNTS if lane.counts.get(word)
        ],
        "lead": lane.lead,
        "hours": hours,
        "pattern": pattern,
        "changes_ms": lane.changes_at // 1000 if lane.changes_at is not None and pattern else "",
        "is_open": lane.is_open,
        "rows": [writer.row(row) for row in rows],
        "is_long": is_long,
        "more": _rest(lane, len(rows), name),
        "more_narrow": "" if is_long else _rest(lane, min(NARROW_ROWS, len(rows)), name),
        "more_url": ""
        if is_long
        else f"{question.address(path, more=(*question.more, lane.key))}#lane-{lane.key}",
        "limit": MORE_ROWS if is_long and lane.total > len(rows) else 0,
    }


def _rest(lane: Lane, shown: int, name: str) -> str:
    """`Show 41 more in EMEA Platform, all on track`; nothing where all are shown."""
    left = lane.total - shown
    if left <= 0:
        return ""
    counts = dict(lane.counts)
    for row in lane.rows[:shown]:
        word = "at_risk" if row.worse else row.status
        counts[word] = counts.get(word, 0) - 1
    words = [word for word in STANDINGS if counts.get(word, 0) > 0]
    told = {"number": durations.count(left), "lane": name}
    if len(words) == 1:
        return _("Show %(number)s more in %(lane)s, all %(state)s") % {
            **told,
            "state": status_word(words[0]).lower(),
        }
    alarming = [word for word in ("violated", "at_risk") if counts.get(word, 0) > 0]
    if alarming:
        said = ", ".join(f"{durations.count(counts[word])} {status_word(word).lower()}" for word in alarming)
        return _("Show %(number)s more in %(lane)s, %(states)s") % {**told, "states": said}
    return _("Show %(number)s more in %(lane)s") % told


def _hours_text(lane: Lane, at: int, look: Look) -> tuple[str, str]:
    """What the lane's hours do now, and the pattern by which the browser goes on telling it, where it is a
    wait.
    """
    if not lane.hours_name:
        return "", ""
    state = HoursState(lane.hours_name, lane.is_open, lane.changes_at)
    text = state.text(at, look.zone, look.cycle, look.words)
    if lane.changes_at is None or lane.changes_at - at > moments.SOON:
        return text, ""
    return text, text.replace(durations.open_time(lane.changes_at - at, look.words), "{time}", 1)


def _windows(hours: Hours, look: Look) -> str:
    """Windows as the browser reads them: `opens,closes,words of the opening;…` in ms, or `always`."""
    if hours.windows is None:
        return "always"
    written = []
    for opens, closes in hours.windows:
        at = moments.local(opens, look.zone)
        day = look.words.weekdays[at.weekday()]
        clock = moments.time_of_day(at, look.cycle, look.words)
        written.append(
            f"{opens // 1000},{closes // 1000},{day} {clock} {moments.zone_name(opens, look.zone)}"
        )
    return ";".join(written)


BAR_HEIGHT = 84
BAR_WIDTH = 22
BAR_STEP = 32


def _chart(drawn: Picture, look: Look) -> dict[str, Any]:
    """The forecast laid out: bars, their labels, and the sentence that says how they came about."""
    shown = {lane.hours for lane in drawn.lanes if lane.hours}
    hours = [each for each in drawn.hours if not shown or each.key in shown]
    told = forecast(drawn.slots, hours, drawn.chances, drawn.at, look.zone)
    top = max([hour.due for hour in told], default=0) or 1
    bars = [_bar(place, hour, top, look) for place, hour in enumerate(told)]
    return {
        "bars": bars,
        "width": max(1, len(bars)) * BAR_STEP,
        "height": BAR_HEIGHT,
        "is_known": bool(told) and all(hour.likely is not None for hour in told),
        "total": sum(hour.due for hour in told),
        "count": len(told),
    }


def _bar(place: int, hour: Hour, top: int, look: Look) -> dict[str, Any]:
    local = moments.local(hour.begins, look.zone)
    height = round(hour.due / top * (BAR_HEIGHT - 18), 1)
    likely = None if hour.likely is None else min(hour.due, int(hour.likely + 0.5))
    red = round(height * (likely or 0) / hour.due, 1) if hour.due else 0
    clock = f"{local.hour}" if look.cycle == "24" else f"{local.hour % 12 or 12}"
    day = look.words.weekdays[local.weekday()]
    ends = moments.time_of_day(local + timedelta(hours=1), look.cycle, look.words)
    return {
        "x": place * BAR_STEP + (BAR_STEP - BAR_WIDTH) / 2,
        "line": place * BAR_STEP,
        "middle": place * BAR_STEP + BAR_STEP / 2,
        "width": BAR_WIDTH,
        "y": BAR_HEIGHT - height,
        "height": height,
        "red_y": BAR_HEIGHT - red,
        "red": red,
        "label_y": BAR_HEIGHT - height - 5,
        "due": hour.due,
        "due_text": durations.count(hour.due),
        "likely": durations.count(likely),
        "hour": clock,
        "day": day if hour.is_new_day else "",
        "said": f"{day} {moments.time_of_day(local, look.cycle, look.words)} – {ends}",
        "is_new_day": hour.is_new_day,
    }


def _gaps(drawn: Picture) -> list[dict[str, Any]]:
    told = []
    for gap in drawn.gaps[:4]:
        words = outcome_words(gap.outcome)
        where = ", ".join(gap.accounts)
        if gap.others:
            where += ngettext(", %(number)s more", ", %(number)s more", gap.others) % {"number": gap.others}
        told.append(
            {
                "title": words.title,
                "where": where or words.why,
                "total": durations.count(gap.total),
                "url": f"{reverse('coverage-gaps')}?outcome={gap.outcome or 'undecided'}",
            }
        )
    return told


def _loads(drawn: Picture, question: BoardQuestion, path: str) -> list[dict[str, Any]]:
    heaviest = max((load.total for load in drawn.loads), default=1)
    return [
        {
            "name": load.name,
            "total": load.total,
            "total_text": durations.count(load.total),
            "violated": load.violated,
            "whole": heaviest,
            "url": question.address(path, owner=(load.username,), more=()),
            "said": _("%(name)s: %(total)s open, %(violated)s violated, %(due)s due before close")
            % {"name": load.name, "total": load.total, "violated": load.violated, "due": load.due},
        }
        for load in drawn.loads
    ]


__all__ = ["GAP", "Drawing", "drawing_of", "etag_of", "forget_drawings"]
