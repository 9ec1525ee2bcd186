"""What the frame of every page needs: data for the browser, the keyboard map, the local clock."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.utils.translation import get_language

from sla_admin.shared.display import moments
from sla_admin.shared.viewing.key_map import KEY_MAP, KeyGroup
from sla_admin.shared.viewing.page import Page
from sla_admin.shared.viewing.page_words import browser_words, page_words

register = template.Library()


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
