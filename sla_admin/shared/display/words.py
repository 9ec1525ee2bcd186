"""The words that numbers and times are written with.

Formatting is pure and takes its words as an argument; the page layer builds them from the translation
catalogue (`sla_admin.shared.viewing.page_words`), and the browser gets the same ones, so that a ticking clock
speaks the language of the page it stands on.
"""

from dataclasses import dataclass

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Words:
    """Units and short sentences. `{time}` stands for a duration or a moment."""

    hour: str = "h"
    minute: str = "m"
    second: str = "s"
    day: str = "d"
    same_day: str = "same day, {time}"
    under_a_minute: str = "under 1 m"
    left: str = "{time} left"
    past: str = "{time} past"
    due_now: str = "due now"
    due: str = "due {time}"
    was_due: str = "was due {time}"
    today: str = "today {time}"
    opens_in: str = "opens in {time}"
    opens: str = "opens {time}"
    closes_in: str = "closes in {time}"
    closes: str = "closes {time}"
    of_budget: str = "{time} of {budget}"
    of_budget_used: str = "{time} of {budget} used"
    at_of_budget: str = "at {time} of {budget}"
    was_the_promise: str = "{budget} was the promise"
    always: str = "24×7"
    hours: str = "{hours} hours"
    hours_close: str = "{hours} hours, close {time}"
    hours_counting: str = "{hours} hours, counting"
    if_resumed_now: str = "if resumed now"
    paused_since: str = "paused since {time}"
    am: str = "am"
    pm: str = "pm"
    weekdays: tuple[str, ...] = WEEKDAYS
    months: tuple[str, ...] = MONTHS


ENGLISH = Words()
