"""Everything a signature covers, as plain immutable values: who is promised what, on which hours, and who
hears of it.

Only what somebody decides is here. What is counted or looked up on the day (cases, people, checks) is
evidence: it is printed beside this and signed over by nobody (docs/decisions, what a signature covers).
"""

from typing import Literal

import msgspec

from entitlements.business_time.revisions import HoursRevision
from entitlements.process.definition import Process
from escalations.matrix.rows import Matrix

SCHEMA = 1
"""The shape of these values. A later one reads older ones, and gives the same bytes no other meaning."""


class Tier(msgspec.Struct, frozen=True, omit_defaults=True):
    """A level of commitment; `rank` 1 is the highest."""

    key: str
    name: str
    rank: int
    segment: str = ""


class Promise(msgspec.Struct, frozen=True, omit_defaults=True):
    """A tier is sold with a process (its id), by entitlements or by a template that creates them.

    `hours` are named instead of those of the process; None: they name none. However many customers have the
    same, it is one promise.
    """

    tier: str
    process: int
    by: Literal["entitlement", "template"]
    hours: int | None = None


class Version(msgspec.Struct, frozen=True, omit_defaults=True):
    """One version of a process (`process_id`), whether a draft, in use or retired: that it was activated
    changes nothing of what it says.
    """

    process_id: int
    number: int
    process: Process


class Hours(msgspec.Struct, frozen=True, omit_defaults=True):
    """A set of hours with every published revision, the first from the beginning of time.

    `sides` are the two sets that an intersection is made of; then its revisions say nothing themselves.
    """

    id: int
    name: str
    zone: str
    revisions: tuple[HoursRevision, ...] = ()
    sides: tuple[int, ...] = ()


class PinnedMatrix(msgspec.Struct, frozen=True, omit_defaults=True):
    """A matrix version that one of the process versions names."""

    name: str
    number: int
    matrix: Matrix


class Configuration(msgspec.Struct, frozen=True):
    """The design in words of ids and keys, with a name for each.

    `version` is the one process version it is about; None: everything that is in force for new cases. `zone`
    is the site's, in which clocks without hours count around the clock. `types`, `users`, `queues` and
    `endpoints` name what rows and entries refer to: milestone types by key, the others by id.
    """

    schema: int
    version: int | None
    zone: str
    tiers: tuple[Tier, ...]
    types: dict[str, str]
    versions: tuple[Version, ...]
    promises: tuple[Promise, ...]
    hours: tuple[Hours, ...]
    matrices: tuple[PinnedMatrix, ...]
    users: dict[str, str]
    queues: dict[str, str]
    endpoints: dict[str, str] = {}
