"""API keys in the tool room: made (and shown once), listed, revoked; never edited, never deleted."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from sla_admin.shared import system_clock
from sla_admin.shared.api.instants import as_datetime, as_instant
from sla_admin.shared.api_keys.issue import issue_key, revoke_key
from sla_admin.shared.errors import Conflict
from sla_admin.shared.models.api_key import SCOPES, ApiKey


class NewKeyForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's class takes no parameter at run time
    """What a person says about a new key."""

    scopes = forms.MultipleChoiceField(
        choices=[(scope, scope) for scope in SCOPES],
        widget=forms.CheckboxSelectMultiple,
        help_text="What the key may do. Writing does not include reading.",
    )

    class Meta:
        model = ApiKey
        fields = ("name", "scopes", "expires_at")

    def clean_expires_at(self) -> Any:
        """A key that is born expired would only puzzle whoever gets it."""
        expires_at = self.cleaned_data["expires_at"]
        if expires_at is not None and as_instant(expires_at) <= system_clock.database_time():
            raise forms.ValidationError("A key cannot expire before it is made.")
        return expires_at

    def _post_clean(self) -> None:
        """The row is made by the service, which completes it; half of it cannot be checked here."""


@admin.register(ApiKey)
class ApiKeyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # Django's class takes no parameter at run time
    list_display = ("name", "shown_prefix", "scopes", "state", "created_at", "expires_at", "last_used_at")
    list_filter = ("revoked_at", "expires_at")
    search_fields = ("name", "prefix")
    actions = ("revoke",)

    @admin.display(description="key")
    def shown_prefix(self, key: ApiKey) -> str:
        """What anybody may see of the key."""
        return f"sla_{key.prefix}_…"

    @admin.display(description="state")
    def state(self, key: ApiKey) -> str:
        """Whether the key works."""
        if key.revoked_at is not None:
            return "revoked"
        now = as_datetime(system_clock.database_time())
        return "expired" if key.expires_at is not None and key.expires_at <= now else "works"

    def get_form(
        self, request: HttpRequest, obj: ApiKey | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        return super().get_form(
            request, obj, change, **({"form": NewKeyForm} | kwargs if obj is None else kwargs)
        )

    def get_fields(self, request: HttpRequest, obj: ApiKey | None = None) -> Any:
        if obj is None:
            return ("name", "scopes", "expires_at")
        return (
            "name",
            "shown_prefix",
            "scopes",
            "state",
            "created_at",
            "expires_at",
            "last_used_at",
            "revoked_at",
        )

    def save_model(self, request: HttpRequest, obj: ApiKey, form: Any, change: bool) -> None:
        """Make the key by its service and show it, this once."""
        said = form.cleaned_data
        expires_at = None if said["expires_at"] is None else as_instant(said["expires_at"])
        key, written = issue_key(
            said["name"], said["scopes"], at=system_clock.database_time(), expires_at=expires_at
        )
        # Django goes on with the object it was given, which is to be the key that was made.
        obj.pk = key.pk
        obj.refresh_from_db()
        text = "The key is <code>{}</code>. Copy it now: it is not shown again."
        messages.warning(request, format_html(text, written))

    @admin.action(description="Revoke: refuse the key from now on", permissions=["change"])
    def revoke(self, request: HttpRequest, keys: QuerySet[ApiKey]) -> None:
        """Revoke the chosen keys; those revoked before stay as they are."""
        at = system_clock.database_time()
        for key in keys:
            try:
                revoke_key(key, at=at)
            except Conflict as refusal:
                messages.warning(request, f"{key}: {refusal}")
            else:
                messages.success(request, f"{key} is revoked.")

    def has_change_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:
        """One key is looked at, never changed; the list's action needs the permission itself."""
        return obj is None and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:
        """A key is revoked, so that its traces keep their name."""
        return False
