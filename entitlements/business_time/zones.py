"""Time zones by IANA name, from one source of rules on every machine."""

import io
from functools import cache, lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

from entitlements.business_time.errors import InvalidHours, Problem


@cache
def zone_names() -> frozenset[str]:
    """Every IANA zone a set of hours may name."""
    listed = resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8")
    return frozenset(listed.split())


@lru_cache(maxsize=256)
def zone_rules(name: str) -> bytes:
    """The zone's rules in the installed release of the tz database, in the TZif format.

    A published revision keeps these bytes, so that a later release changes nothing in silence: it is
    published like a revision. Raises `InvalidHours` where no such zone exists.
    """
    if name not in zone_names():
        raise InvalidHours([unknown_zone(name)])
    return resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).read_bytes()


@lru_cache(maxsize=256)
def load_zone(name: str, rules: bytes | None = None) -> ZoneInfo:
    """The zone, by the rules given or else by the installed ones; never by those of the operating system."""
    return ZoneInfo.from_file(io.BytesIO(rules if rules is not None else zone_rules(name)), key=name)


def unknown_zone(name: str, field: str = "zone") -> Problem:
    return Problem("unknown zone", field, f"{name[:80]!r} is no IANA time zone, like Europe/Berlin.")
