"""Days of terms that follow from other days."""

from datetime import date, timedelta

from sla_admin.shared.errors import InvalidInput


def days_later(day: date, term: timedelta, field: str) -> date:
    """The day so much later. Raises InvalidInput naming `field` where no calendar has it."""
    try:
        return day + term
    except OverflowError as error:
        raise InvalidInput.of(field, "The term would end after the year 9999.") from error


def day_after(day: date, field: str) -> date:
    """The day after it. Raises as `days_later`."""
    return days_later(day, timedelta(days=1), field)
