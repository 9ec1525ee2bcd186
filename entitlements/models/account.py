"""The customer and its people."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from entitlements.models.naming import has_text
from sla_admin.shared.changes.recorded import recorded
from sla_admin.shared.guards import columns_that_never_change


class Account(models.Model):
    """A customer. `external_id` is its name in the customer's own system, by which cases find it."""

    name = models.CharField(max_length=200)
    external_id = models.CharField(
        max_length=200, blank=True, help_text="The account's id in the system the cases come from."
    )

    class Meta:
        ordering: ClassVar = ["name", "id"]
        indexes: ClassVar = [models.Index(fields=["name", "id"], name="account_by_name")]
        constraints: ClassVar = [
            has_text("name", "account_name_is_given"),
            models.UniqueConstraint(
                fields=["external_id"],
                condition=~Q(external_id=""),
                name="account_external_id_once",
                violation_error_message="Another account has this external id.",
            ),
        ]
        triggers: ClassVar = recorded("account", name="changed.name")

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """A person of an account."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254, blank=True)
    external_id = models.CharField(
        max_length=200, blank=True, help_text="The contact's id in the system the cases come from."
    )

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            has_text("name", "contact_name_is_given"),
            models.UniqueConstraint(
                fields=["external_id"],
                condition=~Q(external_id=""),
                name="contact_external_id_once",
                violation_error_message="Another contact has this external id.",
            ),
            models.UniqueConstraint(
                "account",
                Lower("email"),
                condition=~Q(email=""),
                name="contact_email_once_per_account",
                violation_error_message="Another contact of this account has this address.",
            ),
        ]
        triggers: ClassVar = [
            columns_that_never_change("account_id", why="cases and entitlements name the contact.")
        ]

    def __str__(self) -> str:
        return self.name
