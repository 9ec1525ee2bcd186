"""Signing the design of now."""

from django.db import transaction

from entitlements.business_time.instants import to_datetime
from escalations.models import DesignPack, DesignSignOff
from escalations.services.design.evidence import evidence_tables
from escalations.services.design.packs import Design, design_of_now, write_evidence
from sla_admin.shared.errors import Conflict, InvalidInput, NotFound

LONGEST_NAME, LONGEST_NOTE = 200, 2000


@transaction.atomic
def sign_design(
    *, hash: str, name: str, role: str, actor: str, at: int, version: int | None = None, note: str = ""
) -> DesignSignOff:
    """Sign the design whose hash is given, as it was read; at `at` (µs). `actor` is who is signed in, `name`
    and `role` are what they type: an assistant may sign for a customer, and the pack says both.

    Raises InvalidInput, also where there is no such version, and Conflict where the configuration is no
    longer the one that was read or they have signed it already.
    """
    name, role, note = name.strip(), role.strip(), note.strip()
    _refuse(name, role, note)
    try:
        design = design_of_now(at, version)
    except NotFound as error:
        raise InvalidInput.of("version", str(error)) from error
    if design.hash != hash.strip().lower():
        raise Conflict("The configuration has changed since you read it. Read it again before you sign.")
    evidence = write_evidence(evidence_tables(design.configuration, at))
    pack = _kept(design, version)
    if pack.sign_offs.filter(name__iexact=name, role__iexact=role).exists():
        raise Conflict(f"{name}, {role}, has signed this pack already.")
    return DesignSignOff.objects.create(
        pack=pack,
        signed_at=to_datetime(at),
        actor=actor,
        name=name,
        role=role,
        note=note,
        evidence=evidence,
    )


def _refuse(name: str, role: str, note: str) -> None:
    problems = [(field, "Say it in words.") for field, text in (("name", name), ("role", role)) if not text]
    problems += [
        (field, f"At most {LONGEST_NAME} characters.")
        for field, text in (("name", name), ("role", role))
        if len(text) > LONGEST_NAME
    ]
    if len(note) > LONGEST_NOTE:
        problems.append(("note", f"At most {LONGEST_NOTE} characters."))
    if problems:
        raise InvalidInput(problems)


def _kept(design: Design, version: int | None) -> DesignPack:
    """The pack of this content, held so that two signatures come one after the other."""
    pack, _ = DesignPack.objects.get_or_create(
        hash=design.hash,
        defaults={"content": design.content, "scope": design.scope[:300], "version_id": version},
    )
    return DesignPack.objects.select_for_update(of=("self",)).get(pk=pack.pk)
