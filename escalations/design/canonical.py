"""The one way a configuration is written down, and the hash of those bytes."""

import hashlib
from typing import Any

import msgspec
from msgspec.structs import replace

from entitlements.process.definition import MilestoneDefinition, Process, StatusClasses
from escalations.design.configuration import SCHEMA, Configuration, PinnedMatrix, Version
from escalations.matrix.rows import Matrix


def canonical_bytes(configuration: Configuration) -> bytes:
    """The same design gives the same bytes, in whatever order its rows were read.

    Order that means something is kept: milestones as the clock works through them, budgets by arrival, the
    entries of a cell. Everything else is sorted. What has its default value is not written, so that a field
    that is added later changes no hash.
    """
    return msgspec.json.encode(_plain(_arranged(configuration)), order="deterministic")


def digest(content: bytes) -> str:
    """SHA-256, in 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def read_canonical(content: bytes) -> Configuration:
    """What `canonical_bytes` wrote. Raises ValueError for a schema this release does not know."""
    found = msgspec.json.decode(content, type=Configuration)
    if found.schema != SCHEMA:
        raise ValueError(f"This pack has schema {found.schema}; this release reads {SCHEMA}.")
    return found


def _plain(value: Any) -> Any:
    """The value in dicts and lists. `omit_defaults` would compare with defaults by identity, so that the same
    text could be written or left out by where it came from.
    """
    if isinstance(value, msgspec.Struct):
        config, fields = value.__struct_config__, msgspec.structs.fields(type(value))
        if config.array_like:
            return [_plain(getattr(value, each.name)) for each in fields]
        told = {
            each.encode_name: _plain(getattr(value, each.name))
            for each in fields
            if getattr(value, each.name) != _default(each)
        }
        return told if config.tag is None else {**told, str(config.tag_field): config.tag}
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value


def _default(field: msgspec.structs.FieldInfo) -> Any:
    factory = field.default_factory
    return field.default if factory is msgspec.NODEFAULT else factory()


def _arranged(given: Configuration) -> Configuration:
    return replace(
        given,
        tiers=tuple(sorted(given.tiers, key=lambda each: (each.rank, each.key))),
        versions=tuple(
            _version(each)
            for each in sorted(given.versions, key=lambda each: (each.process.name, each.process.version))
        ),
        promises=tuple(
            sorted(given.promises, key=lambda each: (each.tier, each.process, each.by, each.hours or 0))
        ),
        hours=tuple(sorted(given.hours, key=lambda each: (each.name, each.id))),
        matrices=tuple(
            _matrix(each)
            for each in sorted(given.matrices, key=lambda each: (each.name, each.matrix.version))
        ),
    )


def _version(given: Version) -> Version:
    process: Process = given.process
    statuses = StatusClasses(*(tuple(sorted(each)) for each in msgspec.structs.astuple(process.statuses)))
    return replace(
        given,
        process=replace(
            process, statuses=statuses, milestones=tuple(_milestone(each) for each in process.milestones)
        ),
    )


def _milestone(given: MilestoneDefinition) -> MilestoneDefinition:
    return replace(given, triggers=tuple(sorted(given.triggers, key=lambda each: each.key)))


def _matrix(given: PinnedMatrix) -> PinnedMatrix:
    rows = sorted(given.matrix.rows, key=lambda each: (each.tier, each.priority.casefold(), each.type))
    return replace(given, matrix=Matrix(given.matrix.version, tuple(rows)))
