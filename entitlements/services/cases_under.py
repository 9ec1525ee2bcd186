"""The seam through which configuration learns which open cases are under it.

`entitlements` knows no cases. `sla_admin` installs what `milestones` offers at start; without it there are
none.
"""

from typing import Literal, Protocol

Kind = Literal[
    "account", "contact", "product", "asset", "contract", "line_item", "entitlement", "process_version"
]
"""What a case can name, or be covered by."""


class CasesUnder(Protocol):
    """Open cases by what they are under."""

    def open_cases(self, kind: Kind, numbers: list[int]) -> dict[int, int]:
        """How many open cases name, or are covered by, each of these; those with none are left out."""


class NoCases:
    """Nothing is known of cases."""

    def open_cases(self, kind: Kind, numbers: list[int]) -> dict[int, int]:
        return {}


_installed: CasesUnder = NoCases()


def install(cases_under: CasesUnder) -> None:
    """Name what knows of cases in this process. Called once, when the project starts."""
    global _installed  # noqa: PLW0603 (one seam per process, set at start)
    _installed = cases_under


def open_cases(kind: Kind, numbers: list[int]) -> dict[int, int]:
    """How many open cases are under each of these: what to say before anything is changed."""
    return _installed.open_cases(kind, numbers) if numbers else {}
