"""Small marks: icons, rings, badges, priorities, tiers, avatars, marked sentences, keys."""

import re
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from sla_admin.shared.display import ring as rings
from sla_admin.shared.display.icons import path_of
from sla_admin.shared.display.initials import initials
from sla_admin.shared.display.sentence import Link, Sentence, Strong
from sla_admin.shared.display.status import status_of

register = template.Library()

NUMBERS_OF_PRIORITY = ("P1", "P2")
TIER_RANKS = 3
BETWEEN_TAGS = re.compile(r">\s+<")


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
