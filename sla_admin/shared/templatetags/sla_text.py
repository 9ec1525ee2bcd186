"""Numbers and times in templates. Durations are microseconds of open time, instants microseconds since 1970.

Filters need nothing of the page; tags read `page` from the context for the viewer's zone and the page's
instant.
"""

from datetime import UTC, datetime

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sla_admin.shared.display import durations, moments
from sla_admin.shared.viewing.page import Page
from sla_admin.shared.viewing.page_words import page_words

register = template.Library()


@register.filter
def open_time(micros: int | None) -> str:
    """`2 h 15 m`; – for None."""
    return durations.NOTHING if micros is None else durations.open_time(micros, page_words())


@register.filter
def budget(micros: int | None, days: int | None = None) -> str:
    """`8 h`; with its number of days as argument `3 d`; – for None."""
    return (
        durations.NOTHING
        if micros is None and not days
        else durations.budget(micros or 0, days, page_words())
    )


@register.filter
def percent(share: float | None) -> str:
    """`93.7 %` of 0.937."""
    return durations.percent(share)


@register.filter
def count(number: int | None) -> str:
    """`1,804`; – for None."""
    return durations.count(number)


@register.simple_tag(takes_context=True)
def moment(context: Context, instant: int | None, say_today: bool = False) -> SafeString | str:
    """`17:48`, `Mon 09:50`, `27 Nov 09:00`; the full moment with its zone on hover and for machines."""
    if instant is None:
        return durations.NOTHING
    page: Page = context["page"]
    viewer = page.viewer
    words = moments.moment(instant, page.at, viewer.zone, viewer.cycle, viewer.words, say_today=say_today)
    return timed(page, instant, words)


@register.simple_tag(takes_context=True)
def due(context: Context, instant: int | None, say_today: bool = False) -> SafeString | str:
    """`due Mon 09:50`, `was due 13:05`."""
    if instant is None:
        return ""
    page: Page = context["page"]
    viewer = page.viewer
    words = moments.due(instant, page.at, viewer.zone, viewer.cycle, viewer.words, say_today=say_today)
    return timed(page, instant, words)


@register.simple_tag(takes_context=True)
def full_moment(context: Context, instant: int | None, seconds: bool = False) -> SafeString | str:
    """`Mon 23 Nov, 15:22 CET`."""
    if instant is None:
        return durations.NOTHING
    page: Page = context["page"]
    return timed(page, instant, _full(page, instant, seconds=seconds))


@register.simple_tag(takes_context=True)
def zone_name(context: Context) -> str:
    """The viewer's zone, said once in a table's head: `CET`."""
    page: Page = context["page"]
    return moments.zone_name(page.at, page.viewer.zone)


def timed(page: Page, instant: int, words: str) -> SafeString:
    """The words as `<time>`: machines read UTC, people get the full moment on hover."""
    machine = datetime.fromtimestamp(instant // durations.SECOND, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return format_html('<time datetime="{}" title="{}">{}</time>', machine, _full(page, instant), words)


def _full(page: Page, instant: int, *, seconds: bool = False) -> str:
    viewer = page.viewer
    return moments.full_moment(instant, page.at, viewer.zone, viewer.cycle, viewer.words, seconds=seconds)
