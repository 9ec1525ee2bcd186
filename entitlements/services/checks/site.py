"""Everything that is wrong or doubtful in the configuration as it is in use now, by named rules.

Each layer adds the rules it can judge (`install_site_check`), so that page, command and API ask one function.
A rule looks at what is in use; drafts are checked when somebody activates them.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Literal

import msgspec

from entitlements.process.finding import FindingSeverity

About = Literal[
    "process_version",
    "business_hours",
    "entitlement",
    "matrix_version",
    "endpoint",
    "cases",
    "pause_reasons",
    "site",
]

MOST_OF_ONE_RULE = 100
"""A rule that finds more says how many, and shows the first."""


class SiteFinding(msgspec.Struct, frozen=True):
    """One finding. `about` and `id` are the object to open, `object` what people call it; `why` it matters
    and how to `fix` it. An error breaks promises now, a warning may.
    """

    code: str
    severity: FindingSeverity
    object: str
    why: str
    fix: str
    about: About = "site"
    id: int | None = None
    field: str = ""


Found = tuple[str, About, int | None, str, str]
"""What a rule yields: object, about, its id, why, fix."""

SiteRule = Callable[[int], Iterable[Found]]
SiteSource = Callable[[int], Iterable[SiteFinding]]

_rules: dict[str, tuple[FindingSeverity, SiteRule]] = {}
_sources: dict[str, SiteSource] = {}


def install_site_rule(code: str, severity: FindingSeverity, rule: SiteRule) -> None:
    """Add a rule, once, when the project starts; the same code again replaces it. `rule` gets the instant
    (µs)."""
    _rules[code] = (severity, rule)


def install_site_source(name: str, source: SiteSource) -> None:
    """Add a source of findings that have codes of their own, such as the checks of every version in use."""
    _sources[name] = source


def check_site(at: int) -> list[SiteFinding]:
    """Everything found at `at` (µs since 1970 UTC): errors first, then by code and object."""
    found = [finding for source in _sources.values() for finding in source(at)]
    for code, (severity, rule) in _rules.items():
        found += _bounded(code, severity, rule(at))
    return sorted(found, key=lambda each: (each.severity != "error", each.code, each.object, each.why))


def _bounded(code: str, severity: FindingSeverity, found: Iterable[Found]) -> Iterator[SiteFinding]:
    rest = iter(found)
    for named, about, number, why, fix in islice(rest, MOST_OF_ONE_RULE):
        yield SiteFinding(code, severity, named, why, fix, about, number)
    more = sum(1 for _ in rest)
    if more:
        yield SiteFinding(
            code,
            severity,
            f"and {more} more",
            f"The same was found {more} times more.",
            "Mend those shown, then check again.",
        )
