"""Time zones by name, and the one of the site."""

from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings


@lru_cache(maxsize=1)
def zone_names() -> tuple[str, ...]:
    """The zones a person can choose, in order: named by place, without the historic aliases and fixed
    offsets."""
    places = (
        "Africa/",
        "America/",
        "Antarctica/",
        "Asia/",
        "Atlantic/",
        "Australia/",
        "Europe/",
        "Indian/",
        "Pacific/",
    )
    return ("UTC", *sorted(name for name in available_timezones() if name.startswith(places)))


def is_zone(name: str) -> bool:
    return name in available_timezones()


def site_zone() -> ZoneInfo:
    """The zone of the installation, for people who chose none."""
    return ZoneInfo(settings.TIME_ZONE)


def zone_of(name: str) -> ZoneInfo:
    """The chosen zone. A zone that the time-zone data no longer knows falls back to the site's, so that a
    page is drawn all the same; the preferences page then asks for another."""
    return ZoneInfo(name) if name and is_zone(name) else site_zone()
