"""The words of numbers and times in the language of the request."""

from dataclasses import asdict
from functools import lru_cache

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from sla_admin.shared.display.words import Words


def page_words() -> Words:
    """The active language's words, built once per language."""
    return _in_language(get_language() or "")


@lru_cache(maxsize=64)
def _in_language(language: str) -> Words:
    return Words(
        hour=pgettext("hours, abbreviated", "h"),
        minute=pgettext("minutes, abbreviated", "m"),
        second=pgettext("seconds, abbreviated", "s"),
        day=pgettext("business days, abbreviated", "d"),
        same_day=_("same day, {time}"),
        under_a_minute=_("under 1 m"),
        left=_("{time} left"),
        past=_("{time} past"),
        due_now=_("due now"),
        due=_("due {time}"),
        was_due=_("was due {time}"),
        today=_("today {time}"),
        opens_in=_("opens in {time}"),
        opens=_("opens {time}"),
        closes_in=_("closes in {time}"),
        closes=_("closes {time}"),
        of_budget=_("{time} of {budget}"),
        of_budget_used=_("{time} of {budget} used"),
        at_of_budget=_("at {time} of {budget}"),
        was_the_promise=_("{budget} was the promise"),
        always=_("24×7"),
        hours=_("{hours} hours"),
        hours_close=_("{hours} hours, close {time}"),
        hours_counting=_("{hours} hours, counting"),
        if_resumed_now=_("if resumed now"),
        paused_since=_("paused since {time}"),
        am=pgettext("before noon", "am"),
        pm=pgettext("after noon", "pm"),
        weekdays=(_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")),
        months=(
            _("Jan"),
            _("Feb"),
            _("Mar"),
            _("Apr"),
            pgettext("month, abbreviated", "May"),
            _("Jun"),
            _("Jul"),
            _("Aug"),
            _("Sep"),
            _("Oct"),
            _("Nov"),
            _("Dec"),
        ),
    )


def browser_words(words: Words) -> dict[str, str]:
    """The words a ticking clock needs in the browser."""
    wanted = (
        "hour",
        "minute",
        "second",
        "under_a_minute",
        "left",
        "past",
        "due_now",
        "opens_in",
        "of_budget_used",
    )
    every = asdict(words)
    return {name: every[name] for name in wanted}
