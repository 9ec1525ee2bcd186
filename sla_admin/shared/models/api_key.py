"""Keys with which other systems use the API."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from sla_admin.shared.changes.recorded import recorded

SCOPES: tuple[str, ...] = (
    "cases:read",
    "cases:write",
    "configuration:read",
    "configuration:write",
    "changes:read",
)
"""Everything a key can be allowed. Writing does not include reading: a key gets exactly what it names."""


class ApiKey(models.Model):
    """A key of our own kind: `sla_<prefix>_<secret>`.

    The secret is shown once, when the key is made; only its SHA-256 is kept. It has 256 random bits, so a
    slow password hash would add cost to every request and no safety. `prefix` finds the row and names the key
    in lists, logs and the ledger.
    """

    name = models.CharField(max_length=100, help_text="Which system uses this key.")
    prefix = models.CharField(max_length=8, unique=True, editable=False)
    secret_hash = models.CharField(max_length=64, editable=False)
    scopes = ArrayField(models.CharField(max_length=40), help_text="What the key may do.")
    created_at = models.DateTimeField(editable=False)
    expires_at = models.DateTimeField(
        null=True, blank=True, help_text="From this instant the key is refused."
    )
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="To the minute.")
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "API key"
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="api_key_scopes_known",
                condition=Q(scopes__contained_by=list(SCOPES)) & Q(scopes__len__gt=0),
                violation_error_message=f"Scopes are some of: {', '.join(SCOPES)}.",
            ),
            models.CheckConstraint(
                name="api_key_hash_is_sha256",
                condition=Q(("secret_hash__regex", r"^[0-9a-f]{64}$")),
            ),
            models.CheckConstraint(name="api_key_prefix_form", condition=Q(prefix__regex=r"^[0-9a-z]{8}$")),
            models.CheckConstraint(
                name="api_key_expires_after_creation",
                condition=Q(expires_at=None) | Q(expires_at__gt=F("created_at")),
                violation_error_message="A key cannot expire before it is made.",
            ),
        ]
        triggers: ClassVar = recorded(
            "api_key", name="changed.name", skip=("last_used_at",), hide=("secret_hash",)
        )

    def __str__(self) -> str:
        return f"{self.name} (sla_{self.prefix}_…)"
