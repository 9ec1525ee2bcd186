"""Designs that were signed, and who signed them."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from entitlements.models.naming import has_text
from sla_admin.shared.guards import Guard, refusal

_SHA_256 = r"^[0-9a-f]{64}$"
_KEPT = "What was signed is kept as it was signed: it is never changed and never deleted."


def _kept() -> list[Guard]:
    """Refuses every change, by any route."""
    return [
        Guard(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete, func=refusal(_KEPT)),
        Guard(
            name="never_truncated",
            level=pgtrigger.Statement,
            operation=pgtrigger.Truncate,
            func=refusal(_KEPT),
        ),
    ]


_hash_is_of_content = Guard(
    name="hash_is_of_its_content",
    operation=pgtrigger.Insert,
    func=f"""
        IF NEW.hash <> encode(sha256(NEW.content), 'hex') THEN
            {refusal("The hash is not that of the content.")}
        END IF;
        RETURN NEW;
    """,
)


class DesignPack(models.Model):
    """A design that somebody signed: its canonical bytes (`escalations.design.canonical`), once for each
    content. `version` is the process version it is about; without one it is everything in force then.
    """

    hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the content.")
    content = models.BinaryField(help_text="The configuration as canonical JSON.")
    scope = models.CharField(max_length=300, help_text="What it is about, in words of then.")
    version = models.ForeignKey(
        "entitlements.ProcessVersion",
        null=True,
        on_delete=models.PROTECT,
        related_name="design_packs",
        help_text="Blank: everything in force.",
    )

    class Meta:
        verbose_name = "signed design pack"
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="design_pack_hash_form", condition=Q(hash__regex=_SHA_256)),
            has_text("scope", "design_pack_scope_is_given"),
        ]
        triggers: ClassVar = [_hash_is_of_content, *_kept()]

    def __str__(self) -> str:
        return f"{self.scope} ({self.hash[:12]})"


class DesignSignOff(models.Model):
    """One signature under a pack. `name` and `role` are what the signer typed, `actor` is who was signed in.

    `evidence` is what was measured and checked at that moment, as it was printed with the pack: JSON tables.
    """

    pack = models.ForeignKey(DesignPack, on_delete=models.PROTECT, related_name="sign_offs")
    signed_at = models.DateTimeField()
    actor = models.CharField(max_length=200, help_text="user:<id> or key:<prefix>.")
    name = models.CharField(max_length=200)
    role = models.CharField(
        max_length=200, help_text="In which capacity: Head of Support, for the customer …"
    )
    note = models.TextField(blank=True)
    evidence = models.BinaryField()

    class Meta:
        verbose_name = "sign-off"
        ordering: ClassVar = ["signed_at", "id"]
        constraints: ClassVar = [
            has_text("actor", "design_sign_off_actor_is_given"),
            has_text("name", "design_sign_off_name_is_given"),
            has_text("role", "design_sign_off_role_is_given"),
            models.UniqueConstraint(
                "pack",
                Lower("name"),
                Lower("role"),
                name="design_sign_off_once",
                violation_error_message="They have signed this pack already in that role.",
            ),
        ]
        triggers: ClassVar = _kept()

    def __str__(self) -> str:
        return f"{self.name}, {self.role}"
