"""Clocks that tick in the browser, and those that are history."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sla_admin.shared.display import clock_face as faces
from sla_admin.shared.display import moments, open_windows
from sla_admin.shared.display.clock_face import ClockFace
from sla_admin.shared.display.sentence import Sentence
from sla_admin.shared.templatetags.parts.actions import Action
from sla_admin.shared.templatetags.sla_text import timed
from sla_admin.shared.viewing.page import Page
from sla_admin.shared.viewing.zones import zone_of

register = template.Library()


@register.simple_tag
def clock_hours(id: str, windows: open_windows.Windows, page: Page) -> SafeString:
    """The coming open windows of one set of hours, said once on a page; clocks refer to it by `hours=id`."""
    return format_html('<sla-hours id="{}" hidden windows="{}"></sla-hours>', id, _windows(windows, page))


@register.simple_tag
def stands_still(face: ClockFace, page: Page) -> bool:
    """Whether the clock runs but is outside its hours now: rings and rows show the moon."""
    return face.stands_still(page.at)


@register.inclusion_tag("components/clock_number.html")
def clock_number(
    face: ClockFace, page: Page, hours: str = "", seconds: bool = False, bare: bool = False
) -> dict[str, Any]:
    """The ticking number alone, for rows: it moves the ring of the nearest `data-clock` with it."""
    return _ticking(face, page, hours, seconds=seconds, bare=bare)


@register.inclusion_tag("components/clock.html")
def clock(
    face: ClockFace,
    page: Page,
    why: Sentence = (),
    explain_url: str = "",
    action: Action | None = None,
    *,
    hours: str = "",
    seconds: bool = False,
    id: str = "",
    others: Sequence[Action] = (),
) -> dict[str, Any]:
    """A clock of the case page: ring, milestone, word; left over used; due over hours; action and below it
    `others`; why and Explain."""
    viewer = page.viewer
    return _ticking(face, page, hours, seconds=seconds) | {
        "id": id,
        "used": faces.used(face, viewer.words),
        "due": faces.due(face, page.at, viewer.zone, viewer.cycle, viewer.words, say_today=True),
        "due_full": moments.full_moment(face.target_at, page.at, viewer.zone, viewer.cycle, viewer.words)
        if face.target_at is not None
        else "",
        "hours_text": faces.hours(face, page.at, viewer.zone, viewer.cycle, viewer.words),
        "hours_full": _in_hours_zone(face, page),
        "occurrence": ordinal(face.occurrence) if face.occurrence else "",
        "why": why,
        "explain_url": explain_url,
        "action": action,
        "others": others,
    }


@register.inclusion_tag("components/closed_clock.html")
def closed_clock(face: ClockFace, page: Page, url: str = "") -> dict[str, Any]:
    """A clock that is history, on one line."""
    viewer = page.viewer
    return {
        "face": face,
        "number": faces.number(face, page.at, viewer.words),
        "occurrence": ordinal(face.occurrence) if face.occurrence else "",
        "closed": timed(
            page,
            face.closed_at,
            moments.moment(face.closed_at, page.at, viewer.zone, viewer.cycle, viewer.words),
        )
        if face.closed_at is not None
        else "",
        "url": url,
    }


def ordinal(number: int) -> str:
    """`1st`, `2nd`, `3rd`, `11th`; languages that write it otherwise say so in the catalogue."""
    if number % 100 in {11, 12, 13}:
        return _("%(number)dth") % {"number": number}
    patterns = {1: _("%(number)dst"), 2: _("%(number)dnd"), 3: _("%(number)drd")}
    return patterns.get(number % 10, _("%(number)dth")) % {"number": number}


def _ticking(face: ClockFace, page: Page, hours: str, *, seconds: bool, bare: bool = False) -> dict[str, Any]:
    viewer = page.viewer
    still = face.stands_still(page.at)
    paused = (
        viewer.words.paused_since.format(
            time=moments.moment(face.paused_at, page.at, viewer.zone, viewer.cycle, viewer.words)
        )
        if face.status == "paused" and face.paused_at is not None
        else ""
    )
    return {
        "face": face,
        "status": face.shown,
        "word": _capital(paused) if paused else _(face.shown.word),
        "number": faces.number(face, page.at, viewer.words, seconds=seconds, bare=bare),
        "bare": bare,
        "still": still,
        "seconds": seconds,
        "hours_id": hours,
        "at_ms": page.at // 1000,
        "target_ms": face.target_at // 1000 if face.target_at is not None else "",
        "consumed_ms": face.consumed // 1000,
        "budget_ms": face.budget // 1000,
        "horizon_ms": face.horizon_at // 1000 if face.horizon_at is not None else "",
        "windows": "" if hours else _windows(face.windows, page),
        "budget_text": faces.promise(face, viewer.words),
    }


def _windows(windows: open_windows.Windows, page: Page) -> str:
    """Windows as the browser reads them: `opens,closes,words of the opening;…` in milliseconds, or
    `always`."""
    if windows is None:
        return "always"
    viewer = page.viewer
    written = []
    for opens, closes in windows:
        at = moments.local(opens, viewer.zone)
        day = viewer.words.weekdays[at.weekday()]
        clock_time = moments.time_of_day(at, viewer.cycle, viewer.words)
        written.append(
            f"{opens // 1000},{closes // 1000},{day} {clock_time} {moments.zone_name(opens, viewer.zone)}"
        )
    return ";".join(written)


def _in_hours_zone(face: ClockFace, page: Page) -> str:
    """The target in the hours' own zone, for hovers, where that zone is not the viewer's."""
    if not face.hours_zone or face.target_at is None or face.hours_zone == page.viewer.zone.key:
        return ""
    viewer = page.viewer
    return moments.full_moment(face.target_at, page.at, zone_of(face.hours_zone), viewer.cycle, viewer.words)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
