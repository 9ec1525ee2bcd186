"""The design pack of now, and what was signed."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from escalations.design.canonical import canonical_bytes, digest, read_canonical
from escalations.design.configuration import Configuration
from escalations.design.differences import Changed, differences
from escalations.design.table import Table
from escalations.models import DesignPack, DesignSignOff
from escalations.selectors.design_configuration import design_configuration
from escalations.services.design.tables import configuration_tables, scope_words
from sla_admin.shared.errors import NotFound


class Design(NamedTuple):
    """A design: what it says, the bytes a signature covers, and their hash."""

    configuration: Configuration
    content: bytes
    hash: str

    @property
    def scope(self) -> str:
        """What it is about, in words."""
        return scope_words(self.configuration)

    @property
    def tables(self) -> tuple[Table, ...]:
        """What it says, in the order of the document."""
        return configuration_tables(self.configuration)


class Standing(NamedTuple):
    """How a signed pack stands to the configuration of now. `changed` is empty while nothing has changed."""

    is_current: bool
    changed: tuple[Changed, ...]


def design_of_now(at: int, version: int | None = None) -> Design:
    """The design of that process version, or of everything in force, at `at` (µs). Raises NotFound."""
    content = canonical_bytes(design_configuration(at, version))
    return Design(read_canonical(content), content, digest(content))


def signed_design(pack: DesignPack) -> Design:
    """The design as it was signed."""
    content = bytes(pack.content)
    return Design(read_canonical(content), content, pack.hash)


def standing(pack: DesignPack, at: int) -> Standing:
    """Whether the configuration of now is still what was signed, and if not, what differs."""
    now = design_of_now(at, pack.version_id)
    if now.hash == pack.hash:
        return Standing(True, ())
    return Standing(False, differences(signed_design(pack).tables, now.tables))


def current_hashes(packs: Iterable[DesignPack], at: int) -> dict[int | None, str]:
    """The hash of now for every scope (process version or None) that the packs are about."""
    return {version: design_of_now(at, version).hash for version in {pack.version_id for pack in packs}}


def evidence_of(sign_off: DesignSignOff) -> tuple[Table, ...]:
    """What was measured and checked when it was signed."""
    return msgspec.json.decode(bytes(sign_off.evidence), type=tuple[Table, ...])


def found_pack(pk: int) -> DesignPack:
    """A signed pack with its signatures. Raises NotFound."""
    pack = DesignPack.objects.prefetch_related("sign_offs").filter(pk=pk).first()
    if pack is None:
        raise NotFound(f"There is no signed design pack {pk}.")
    return pack


def last_signed(version: int | None) -> DesignPack | None:
    """The pack of that scope that was signed last."""
    latest = (
        DesignSignOff.objects.filter(pack__version=version)
        .order_by("-signed_at", "-id")
        .select_related("pack")
        .first()
    )
    return None if latest is None else found_pack(latest.pack_id)


def write_evidence(tables: Sequence[Table]) -> bytes:
    """The bytes that are kept with a signature."""
    return msgspec.json.encode(tables, order="deterministic")
