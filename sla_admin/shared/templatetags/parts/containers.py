"""What wraps content: cards, dialogs, banners, empty states, lanes, regions that scroll."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from sla_admin.shared.templatetags.parts.actions import Action

register = template.Library()


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
