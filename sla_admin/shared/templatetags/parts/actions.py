"""Buttons and links that look alike."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.template.context import Context
from django.utils.functional import Promise
from django.utils.html import format_html_join

register = template.Library()


@dataclass(frozen=True, slots=True)
class Action:
    """A button or link: `url` makes a link, `form` (a URL) posts, `dialog` opens that dialog's id.

    With `in_dialog` the page behind `url` is fetched into the page's deed dialog
    (`components/deed_dialog.html`); without a script the link leads to that page.
    """

    word: str | Promise
    icon: str = ""
    url: str = ""
    form: str = ""
    dialog: str = ""
    kind: str = "secondary"
    key: str = ""
    in_dialog: bool = False


@register.inclusion_tag("components/button.html", takes_context=True)
def button(context: Context, action: Action) -> dict[str, Any]:
    """A link, a form with one button, or the opener of a dialog, all looking alike."""
    icon_alone = action.kind in {"icon", "more"}
    named = {"aria-label": action.word, "title": action.word} if icon_alone else {}
    deed = "deed" if action.in_dialog else ""
    wanted = {"data-key": action.key, "data-opens": action.dialog, "data-fetch": deed, **named}
    return {
        "action": action,
        "icon_alone": icon_alone,
        "attributes": format_html_join(
            " ", '{}="{}"', [(name, word) for name, word in wanted.items() if word]
        ),
        "csrf_token": context.get("csrf_token"),
    }
