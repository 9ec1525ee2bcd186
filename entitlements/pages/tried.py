"""The seam through which the page of a version learns where it was tried on real cases.

`entitlements` knows no cases. `sla_admin` installs what `escalations` offers at start; without it there is
nothing, and nowhere to try a version.
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol


class TriedOnce(NamedTuple):
    """One what-if of a version: its page, when it was started (µs), and what came out, in words."""

    url: str
    at: int
    words: str


class Trying(Protocol):
    """What-ifs by version."""

    def of_version(self, version_id: int) -> Sequence[TriedOnce]:
        """The latest, newest first."""

    def address(self, version_id: int) -> str:
        """Where that version is tried."""


class NotTried:
    """Nothing is known of what-ifs."""

    def of_version(self, version_id: int) -> Sequence[TriedOnce]:
        return ()

    def address(self, version_id: int) -> str:
        return ""


_installed: Trying = NotTried()


def install(trying: Trying) -> None:
    """Name what knows of what-ifs in this process. Called once, when the project starts."""
    global _installed  # noqa: PLW0603 (one seam per process, set at start)
    _installed = trying


def installed() -> Trying:
    """What knows of what-ifs in this process."""
    return _installed
