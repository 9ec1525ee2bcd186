"""Forms of what was promised. They ask; services decide."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from entitlements.models import (
    Account,
    Asset,
    BusinessHours,
    Channel,
    Contact,
    ContractLineItem,
    EntitlementProcess,
    Product,
    ServiceContract,
    SupportTier,
)

_REQUIRED = {"required": _("Fill this in.")}


_DASHES = "---------"
"""What Django offers for no choice."""


class Day(forms.DateField):
    """A day, from the browser's calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class One(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django's class takes no parameter at run time
    """One of a few rows. What has changed is told by their numbers."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(getattr(initial, "pk", initial) or "") != str(data or "")


class RowForm(forms.Form):
    """`row` is the one that is changed, None for a new one. `fixed` fields are asked when it is made."""

    fixed: tuple[str, ...] = ()
    wide: tuple[str, ...] = ()
    """Fields that take a line of their own."""

    def __init__(self, *args: Any, row: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        if row is not None:
            for name in self.fixed:
                del self.fields[name]
        for field in self.fields.values():
            if isinstance(field, One) and not field.required and field.empty_label == _DASHES:
                field.empty_label = _("None")
            field.error_messages = {**field.error_messages, **_REQUIRED}

    @property
    def of_account(self) -> Account | None:
        """The account this is of: that of the row, or the one that was asked for."""
        if self.row is not None:
            return getattr(self.row, "account", None)
        asked = self.data.get("account") or self.initial.get("account")
        number = str(getattr(asked, "pk", asked) or "")[:18]
        return Account.objects.filter(pk=int(number)).first() if number.isdecimal() else None


class ProductForm(RowForm):
    name = forms.CharField(label=_("Name"), max_length=200)
    external_id = forms.CharField(
        label=_("External id"),
        max_length=200,
        required=False,
        help_text=_("What the system the cases come from calls it."),
    )
    description = forms.CharField(
        label=_("Description"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    wide = ("description",)


class AssetForm(RowForm):
    fixed = ("account", "product")
    account = One(Account.objects.all(), label=_("Account"))
    product = One(
        Product.objects.all(), label=_("Product"), help_text=_("Its templates make the entitlements.")
    )
    name = forms.CharField(label=_("Name"), max_length=200)
    serial_number = forms.CharField(
        label=_("Serial number"), max_length=100, required=False, help_text=_("Once for each product.")
    )
    first_day = Day(label=_("In use from"), required=False, help_text=_("Blank: from always."))
    last_day = Day(label=_("Last day in use"), required=False, help_text=_("Blank: without end."))
    external_id = forms.CharField(
        label=_("External id"),
        max_length=200,
        required=False,
        help_text=_("What the system the cases come from calls it."),
    )


class ContractForm(RowForm):
    fixed = ("account",)
    account = One(Account.objects.all(), label=_("Account"))
    number = forms.CharField(label=_("Number"), max_length=100, help_text=_("What the paper is known by."))
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    first_day = Day(label=_("First day"))
    last_day = Day(label=_("Last day"), help_text=_("Included."))
    renewal_notice_days = forms.IntegerField(
        label=_("Renewal notice"),
        min_value=0,
        max_value=3660,
        initial=30,
        help_text=_("So many days before the last one it is shown as to be renewed."),
    )
    external_id = forms.CharField(
        label=_("External id"),
        max_length=200,
        required=False,
        help_text=_("What the system the cases come from calls it."),
    )


class LineItemForm(RowForm):
    fixed = ("contract", "product", "asset")
    contract = One(ServiceContract.objects.all(), label=_("Contract"), widget=forms.HiddenInput)
    product = One(
        Product.objects.all(),
        label=_("Product"),
        required=False,
        help_text=_("What it covers: a product …"),
    )
    asset = One(
        Asset.objects.none(),
        label=_("Asset"),
        required=False,
        help_text=_("… or one asset of the account. One of the two."),
    )
    name = forms.CharField(
        label=_("Name"), max_length=200, required=False, help_text=_("Blank: named by what it covers.")
    )
    first_day = Day(label=_("First day"), required=False, help_text=_("Blank: the contract’s."))
    last_day = Day(label=_("Last day"), required=False, help_text=_("Blank: the contract’s."))

    def __init__(self, *args: Any, row: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        if row is None:
            asked = str(self.data.get("contract") or self.initial.get("contract") or "")
            contract = ServiceContract.objects.filter(pk=asked).first() if asked.isdecimal() else None
            if contract is not None:
                _offer(self, "asset", Asset.objects.filter(account=contract.account_id))

    def clean(self) -> dict[str, Any]:
        """Blank days are left to the contract."""
        given = super().clean() or self.cleaned_data
        if self.row is not None:
            for name in ("first_day", "last_day"):
                if name in given and given[name] is None:
                    given[name] = getattr(self.row.contract, name)
        return given


class TemplateForm(RowForm):
    product = One(Product.objects.all(), label=_("Product"))
    name = forms.CharField(
        label=_("Name"), max_length=200, help_text=_("The entitlements made from it are named so.")
    )
    tier = One(SupportTier.objects.all(), label=_("Tier"))
    process = One(EntitlementProcess.objects.all(), label=_("Process"))
    hours = One(
        BusinessHours.objects.all(),
        label=_("Business hours"),
        required=False,
        empty_label=_("Those of the process"),
    )
    term_days = forms.IntegerField(
        label=_("Term in days"),
        min_value=1,
        max_value=36_600,
        help_text=_("The first day counts: 33 days from 21 November end on 23 December."),
    )
    incident_allowance = forms.IntegerField(
        label=_("Incidents"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        help_text=_("How many cases each covers; blank: any number."),
    )
    channels = forms.MultipleChoiceField(
        label=_("Channels"),
        required=False,
        choices=Channel.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all."),
    )
    for_assets = forms.BooleanField(
        label=_("A new asset creates its entitlement"), required=False, initial=True
    )
    for_line_items = forms.BooleanField(
        label=_("A new contract line item creates its entitlement"), required=False, initial=True
    )
    is_enabled = forms.BooleanField(
        label=_("Switched on"),
        required=False,
        initial=True,
        help_text=_("Switched off, it creates nothing more."),
    )
    wide = ("channels", "for_assets", "for_line_items", "is_enabled")

    def clean_tier(self) -> str:
        return _key(self)


class EntitlementForm(RowForm):
    """What it can name is of its account, which is asked first."""

    fixed = ("account",)
    account = One(Account.objects.all(), label=_("Account"), widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=200)
    tier = One(SupportTier.objects.all(), label=_("Tier"))
    process = One(
        EntitlementProcess.objects.all(), label=_("Process"), help_text=_("It says which milestones.")
    )
    first_day = Day(label=_("First day"))
    last_day = Day(label=_("Last day"), help_text=_("Included, in the zone of its hours."))
    hours = One(
        BusinessHours.objects.all(),
        label=_("Business hours"),
        required=False,
        empty_label=_("Those of the process"),
        help_text=_("For milestones that name none of their own."),
    )
    incident_allowance = forms.IntegerField(
        label=_("Incidents"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        help_text=_("How many cases it covers; blank: any number."),
    )
    contract = One(ServiceContract.objects.none(), label=_("Service contract"), required=False)
    line_item = One(
        ContractLineItem.objects.none(),
        label=_("Contract line item"),
        required=False,
        help_text=_("It brings its contract."),
    )
    asset = One(
        Asset.objects.none(),
        label=_("Asset"),
        required=False,
        help_text=_("Only cases about it are covered."),
    )
    product = One(
        Product.objects.all(),
        label=_("Product"),
        required=False,
        help_text=_("Only cases about it are covered."),
    )
    contacts = forms.ModelMultipleChoiceField(
        Contact.objects.none(),
        label=_("Contacts"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Whose cases it covers; none ticked: everybody’s."),
    )
    channels = forms.MultipleChoiceField(
        label=_("Channels"),
        required=False,
        choices=Channel.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=500,
        help_text=_("Why; it is kept with the change, and needed while open cases are under it."),
    )
    wide = ("contacts", "channels", "reason")

    def __init__(self, *args: Any, row: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        account = self.of_account
        if account is not None:
            _offer(self, "contract", ServiceContract.objects.filter(account=account))
            lines = ContractLineItem.objects.filter(contract__account=account)
            _offer(self, "line_item", lines.select_related("asset", "product"))
            _offer(self, "asset", Asset.objects.filter(account=account))
            _offer(self, "contacts", Contact.objects.filter(account=account))

    def clean_tier(self) -> str:
        return _key(self)

    def clean_contacts(self) -> list[int]:
        return [each.pk for each in self.cleaned_data["contacts"]]


def _key(form: forms.Form) -> str:
    """Services name tiers by their keys."""
    key: str = form.cleaned_data["tier"].key
    return key


def _offer(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    """Only what is of the account: what an old page, or a hand, names beside that is refused."""
    field = form.fields.get(name)
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = rows
        field.error_messages["invalid_choice"] = _("It belongs to another account, or is not there any more.")
