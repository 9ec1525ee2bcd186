"""The parts pages are made of. `docs/guides/pages.md` lists them with examples; `/design/` shows each in
every state.

Parts take plain values and know no models. Those that wrap content are block tags: `{% card title="…" %}…{%
endcard %}`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sla_admin.shared.display import clock_face as faces
from sla_admin.shared.display import durations, moments, open_windows
from sla_admin.shared.display import ring as rings
from sla_admin.shared.display.clock_face import ClockFace
from sla_admin.shared.display.icons import path_of
from sla_admin.shared.display.initials import initials
from sla_admin.shared.display.sentence import Link, Sentence, Strong
from sla_admin.shared.display.status import status_of
from sla_admin.shared.templatetags.sla_text import timed
from sla_admin.shared.viewing.key_map import KEY_MAP, KeyGroup
from sla_admin.shared.viewing.page import Page
from sla_admin.shared.viewing.page_words import browser_words, page_words

register = template.Library()

NUMBERS_OF_PRIORITY = ("P1", "P2")
TIER_RANKS = 3
BETWEEN_TAGS = re.compile(r">\s+<")


@dataclass(frozen=True, slots=True)
class Action:
    """A button or link: `url` makes a link, `form` (a URL) posts, `dialog` opens that dialog's id."""

    word: str | Promise
    icon: str = ""
    url: str = ""
    form: str = ""
    dialog: str = ""
    kind: str = "secondary"
    key: str = ""


# --- Glyphs ------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An outline of 16 px in the colour of the text; with a label it is a picture with that name."""
    return _icon(name, label)


@lru_cache(maxsize=512)
def _icon(name: str, label: str) -> SafeString:
    named = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="icon" viewBox="0 0 16 16" {}><path d="{}"/></svg>', named, path_of(name))


@register.simple_tag
def ring(status: str, percent: float = 0, size: int = 18, still: bool = False, label: str = "") -> SafeString:
    """The status ring: 16, 18, 24 or 48 px. `still` draws the moon; `label` names it where no word stands
    beside it."""
    return _ring(status, round(float(percent), 1), int(size), bool(still), str(label))


@lru_cache(maxsize=8192)
def _ring(status: str, percent: float, size: int, still: bool, label: str) -> SafeString:
    large = size >= rings.LARGE
    shown = status_of(status)
    drawn = render_to_string(
        "components/ring.html",
        {
            "status": shown,
            "size": size,
            "large": large,
            "still": still,
            "label": label,
            "track": rings.arc(100, notched=large),
            "arc": rings.arc(percent, notched=large),
        },
    )
    # Boards have hundreds of rings: the template's indentation would double the page.
    return mark_safe(BETWEEN_TAGS.sub("><", drawn).strip())  # noqa: S308 (our template, already escaped)


@register.simple_tag
def status_word(status: str) -> str:
    """`On track`, in the page's language."""
    return _(status_of(status).word)


@register.simple_tag
def badge(status: str, percent: float = 0, still: bool = False, word: str = "") -> SafeString:
    """A state: ring and word on a soft ground. `word` replaces the state's own (`Paused since 15:10`)."""
    shown = status_of(status)
    return format_html(
        '<span class="badge tone-{}">{}{}</span>',
        shown.tone,
        ring(status, percent, 16, still),
        word or _(shown.word),
    )


@register.simple_tag
def priority(word: str) -> SafeString:
    """P1 solid, P2 strong, the others hairline: weight, not colour."""
    level = word.lower() if word in NUMBERS_OF_PRIORITY else "other"
    return format_html('<span class="priority priority-{}">{}</span>', level, word)


@register.simple_tag
def tier(name: str, rank: int = TIER_RANKS, colour: str = "") -> SafeString:
    """A tier: its square and always its name. `colour` is an administrator's own, shown in the square
    alone."""
    rank_class = f"tier-{max(1, min(TIER_RANKS, int(rank)))}"
    fill = format_html(' fill="{}"', colour) if colour else ""
    square = format_html(
        '<svg class="swatch" viewBox="0 0 8 8" aria-hidden="true">'
        '<rect width="8" height="8" rx="2"{}/></svg>',
        fill,
    )
    return format_html('<span class="tier {}">{}{}</span>', "" if colour else rank_class, square, name)


@register.simple_tag
def avatar(name: str = "", mine: bool = False, named: bool = False) -> SafeString:
    """A person's initials. `named` means that the name stands beside it; otherwise readers hear the name."""
    kind = "avatar avatar-mine" if mine else "avatar" if name else "avatar avatar-nobody"
    if named:
        return format_html('<span class="{}" aria-hidden="true">{}</span>', kind, initials(name))
    heard = name or _("nobody")
    return format_html(
        '<span class="{}" role="img" aria-label="{}" title="{}">{}</span>', kind, heard, heard, initials(name)
    )


@register.simple_tag
def sentence(parts: Sentence) -> SafeString:
    """A sentence whose deciding words are marked. Everything it quotes is escaped."""
    return format_html_join("", "{}", ((_part(part),) for part in parts))


def _part(part: str | Strong | Link) -> SafeString | str:
    if isinstance(part, Strong):
        return format_html(
            '<strong class="{}">{}</strong>', f"text-{part.tone}" if part.tone else "", part.text
        )
    if isinstance(part, Link):
        return format_html('<a href="{}">{}</a>', part.url, part.text)
    return part


@register.simple_tag
def keys(*presses: str) -> SafeString:
    """Keys as they are pressed: `{% keys "J" "K" %}`. Hidden where single keys are turned off."""
    return format_html_join(" ", "<kbd>{}</kbd>", ((press,) for press in presses))


# --- Clocks ------------------------------------------------------------------------------------


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
) -> dict[str, Any]:
    """A clock of the case page: ring, milestone, word; left over used; due over hours; action; why and
    Explain."""
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
        "budget_text": durations.budget(face.budget, face.budget_days, viewer.words),
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
    from sla_admin.shared.viewing.zones import zone_of

    if not face.hours_zone or face.target_at is None or face.hours_zone == page.viewer.zone.key:
        return ""
    viewer = page.viewer
    return moments.full_moment(face.target_at, page.at, zone_of(face.hours_zone), viewer.cycle, viewer.words)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# --- Containers --------------------------------------------------------------------------------


@register.simple_block_tag
def card(
    content: str,
    title: str = "",
    *,
    fact: Any = "",
    icon: str = "",
    id: str = "",
    action: Action | None = None,
    badge: Any = "",
    quiet: bool = False,
    flush: bool = False,
    level: int = 2,
) -> SafeString:
    """A card: head with title, one fact, one action. `flush` lets rows reach its edges; `quiet` lies on
    canvas."""
    return render_to_string(
        "components/card.html",
        {
            "content": content,
            "title": title,
            "fact": fact,
            "icon": icon,
            "id": id,
            "action": action,
            "badge": badge,
            "quiet": quiet,
            "flush": flush,
            "level": level,
        },
    )


@register.simple_block_tag
def dialog(content: str, id: str, title: str, claim: str = "", open: bool = False) -> SafeString:
    """A native dialog: a question as title, its consequence as first sentence. `open` draws it in place."""
    return render_to_string(
        "components/dialog.html", {"content": content, "id": id, "title": title, "claim": claim, "open": open}
    )


@register.simple_block_tag
def banner(content: str, kind: str = "info", claim: str = "", id: str = "") -> SafeString:
    """`kind` is info, warning, error or success; `claim` is its bold first sentence."""
    return render_to_string(
        "components/banner.html",
        {"content": content, "kind": kind, "claim": claim, "id": id, "icon": BANNER_ICONS[kind]},
    )


BANNER_ICONS: Mapping[str, str] = {
    "info": "info",
    "warning": "warning",
    "error": "warning",
    "success": "check",
}


@register.simple_block_tag
def empty_state(content: str, icon: str, title: str, level: int = 3) -> SafeString:
    """What is true, and the next step as a button in the content. Never just "No data"."""
    return render_to_string(
        "components/empty_state.html", {"content": content, "icon": icon, "title": title, "level": level}
    )


@register.simple_block_tag
def lane(
    content: str,
    *,
    id: str,
    name: str,
    total: int,
    counts: Sequence[tuple[str, int]] = (),
    lead: str = "",
    hours_text: str = "",
    is_open: bool = True,
    more: str = "",
    more_url: str = "",
    columns: Sequence[str] = (),
    folded: bool = False,
) -> SafeString:
    """A lane of the board: head with counts by state, lead and hours; rows; one line for the rest."""
    return render_to_string(
        "components/lane.html",
        {
            "content": content,
            "id": id,
            "name": name,
            "total": total,
            "counts": counts,
            "lead": lead,
            "hours_text": hours_text,
            "is_open": is_open,
            "more": more,
            "more_url": more_url,
            "folded": folded,
            "columns": columns,
        },
    )


@register.simple_block_tag
def scroll_region(content: str, label: str) -> SafeString:
    """Lets a wide table or chart scroll sideways inside itself, by keyboard too; the page never does."""
    return format_html(
        '<div class="scroll" role="region" aria-label="{}" tabindex="0">{}</div>',
        label,
        conditional_escape(content),
    )


# --- Forms -------------------------------------------------------------------------------------


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, was: str = "", suffix: str = "", fresh_hint: str = "") -> dict[str, Any]:
    """A form's field: label, control, hint, error. `was` marks a changed value of a draft; `suffix` is its
    ISO form.

    Hint and error are tied to the control, which keeps what was typed.
    """
    described = []
    if bound.help_text or fresh_hint:
        described.append(f"{bound.id_for_label}_hint")
    if bound.errors:
        described.append(f"{bound.id_for_label}_error")
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "") or widget.__class__.__name__.lower()
    attributes: dict[str, Any] = {}
    if described:
        attributes["aria-describedby"] = " ".join(described)
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return {
        "field": bound,
        "control": bound.as_widget(attrs=attributes) if kind != "radio" else "",
        "kind": kind,
        "was": was,
        "suffix": suffix,
        "hint": fresh_hint or bound.help_text,
        "described": attributes.get("aria-describedby", ""),
    }


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """On top of a form when more than one thing is wrong, or one that belongs to no field: links to each."""
    wrong = [
        (bound.id_for_label, bound.label, error)
        for bound in form
        if bound.errors
        for error in bound.errors[:1]
    ]
    general = list(form.non_field_errors())
    return {"wrong": wrong, "general": general, "shown": bool(general) or len(wrong) > 1}


# --- Small parts with a template of their own --------------------------------------------------


@register.inclusion_tag("components/button.html", takes_context=True)
def button(context: Context, action: Action) -> dict[str, Any]:
    """A link, a form with one button, or the opener of a dialog, all looking alike."""
    icon_alone = action.kind in {"icon", "more"}
    named = {"aria-label": action.word, "title": action.word} if icon_alone else {}
    wanted = {"data-key": action.key, "data-opens": action.dialog, **named}
    return {
        "action": action,
        "icon_alone": icon_alone,
        "attributes": format_html_join(
            " ", '{}="{}"', [(name, word) for name, word in wanted.items() if word]
        ),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("components/progress.html")
def progress(
    done: int,
    total: int,
    *,
    title: str = "",
    fact: str = "",
    stop: Action | None = None,
    id: str = "",
    label: str = "",
) -> dict[str, Any]:
    """A bar, "54 of 86", what happened so far, and *Stop here*."""
    return {
        "done": done,
        "total": total,
        "title": title,
        "fact": fact,
        "stop": stop,
        "id": id,
        "label": label or title,
        "percent": durations.percent_of(done, total) if total else 100,
    }


@dataclass(frozen=True, slots=True)
class Threshold:
    """A point of a budget: who is told there. `gap` replaces who, in red."""

    percent: int
    amount: str
    target: str = ""
    who: str = ""
    gap: str = ""


@register.inclusion_tag("components/thresholds.html")
def thresholds(points: Sequence[Threshold], reached: int | None = None) -> dict[str, Any]:
    """The budget bar with its notches, and below it each point with amount, target and who that is now."""
    notches = sorted({point.percent for point in points if 0 < point.percent < 100})
    edges = [0, *notches, 100]
    tones = ["ok" if end <= 75 else "risk" if end <= 90 else "risk-soft" for end in edges[1:]]
    parts = [
        {"x": begin + (0.2 if begin else 0), "width": end - begin - (0.4 if begin else 0.2), "tone": tone}
        for begin, end, tone in zip(edges[:-1], edges[1:], tones, strict=True)
    ]
    return {"points": points, "parts": parts, "reached": reached}


@register.inclusion_tag("components/meter.html")
def meter(
    value: int, whole: int, limit: int | None = None, label: str = "", over: bool = False
) -> dict[str, Any]:
    """A bar of load: `value` of `whole`, with a mark at `limit`."""
    top = max(whole, value, 1)
    return {
        "value": value,
        "whole": whole,
        "label": label,
        "over": over,
        "width": round(100 * value / top, 1),
        "mark": round(100 * limit / top, 1) if limit is not None else None,
    }


@dataclass(frozen=True, slots=True)
class Choice:
    word: str | Promise
    url: str
    is_current: bool = False
    count: int | None = None


@register.inclusion_tag("components/segmented.html")
def segmented(choices: Sequence[Choice], label: str) -> dict[str, Any]:
    """A row of choices of which one holds: links, so each has an address."""
    return {"choices": choices, "label": label}


@register.inclusion_tag("components/pagination.html")
def pagination(
    first: int, last: int, total: int | None, previous_url: str = "", next_url: str = ""
) -> dict[str, Any]:
    """ "1 – 6 of 143" with what comes before and next."""
    return {"first": first, "last": last, "total": total, "previous_url": previous_url, "next_url": next_url}


@register.inclusion_tag("components/timeline.html")
def timeline(drawing: Any, title: str, id: str) -> dict[str, Any]:
    """The drawing of a timeline; its table twin stands beside it on the page and is named by `id`-table."""
    return {"drawing": drawing, "title": title, "id": id}


# --- The frame ---------------------------------------------------------------------------------


@register.simple_tag
def browser_page(page: Page) -> Mapping[str, Any]:
    """What the browser's modules need of the page: the words of ticking clocks and the instant."""
    return {"words": browser_words(page_words()), "at": page.at_ms, "language": get_language()}


@register.simple_tag
def key_map() -> Sequence[KeyGroup]:
    """The keyboard shortcuts."""
    return KEY_MAP


@register.simple_tag
def local_clock(page: Page) -> str:
    """`Fri 20 Nov, 16:42 CET`."""
    viewer = page.viewer
    return moments.clock_of_day(page.at, viewer.zone, viewer.cycle, viewer.words)
