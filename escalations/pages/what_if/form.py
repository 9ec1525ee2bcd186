"""The form that starts a what-if: which version, over which cases."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from entitlements.models import ProcessVersion, SupportTier, VersionStatus
from entitlements.pages.local_moment import LocalMomentField
from escalations.services.what_if.order import WhatIfOrder
from milestones.models import Queue
from milestones.pages.account_field import AccountField


class WhatIfForm(forms.Form):
    """Only the version has to be chosen."""

    version = forms.ChoiceField(
        label=gettext_lazy("Version"),
        help_text=gettext_lazy("It is compared with the version each case really has."),
    )
    opened_from = LocalMomentField(label=gettext_lazy("Opened from"), required=False)
    opened_before = LocalMomentField(label=gettext_lazy("Opened before"), required=False)
    tier = forms.ChoiceField(label=gettext_lazy("Tier"), required=False)
    queue = forms.ChoiceField(label=gettext_lazy("Queue"), required=False)
    priority = forms.CharField(label=gettext_lazy("Priority"), required=False, max_length=64)
    account = AccountField()
    state = forms.ChoiceField(
        label=gettext_lazy("Cases"),
        choices=[
            ("any", gettext_lazy("Open and closed ones")),
            ("closed", gettext_lazy("Closed ones")),
            ("open", gettext_lazy("Open ones")),
        ],
        initial="any",
        required=False,
    )
    every_process = forms.BooleanField(
        label=gettext_lazy("Cases of other processes too, as if they had been promised this version"),
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("What do you want to know?"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Kept with the result."),
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._choose("version", version_choices(), blank=_("choose one"))
        self._choose("tier", list(SupportTier.objects.order_by("rank").values_list("key", "name")))
        self._choose("queue", list(Queue.objects.order_by("name").values_list("key", "name")))

    def _choose(self, name: str, choices: list[tuple[str, str]], blank: str = "") -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", blank or _("any")), *choices]

    def order(self) -> WhatIfOrder:
        """What was asked for. Call it on a valid form."""
        given = self.cleaned_data
        return WhatIfOrder(
            version=int(given["version"]),
            opened_from=given["opened_from"],
            opened_before=given["opened_before"],
            tier=given["tier"],
            priority=given["priority"].strip(),
            account=given["account"],
            queue=given["queue"],
            state=given["state"] or "any",
            every_process=bool(given["every_process"]),
        )


def version_choices() -> list[tuple[str, str]]:
    """Drafts first, then what is in use; retired versions are tried through the API."""
    rows = ProcessVersion.objects.select_related("process").exclude(status=VersionStatus.RETIRED)
    ordered = sorted(rows, key=lambda row: (not row.is_draft, row.process.name.casefold(), -row.number))
    return [(str(row.pk), f"{row}, {row.get_status_display()}") for row in ordered]
