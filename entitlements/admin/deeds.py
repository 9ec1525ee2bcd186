"""Pages whose deeds go through services: refusals become messages, reasons stand beside the action."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from sla_admin.shared.errors import Refusal
from sla_admin.shared.typed_admin import ModelAdmin

if TYPE_CHECKING:
    _Page = ModelAdmin[Any]
else:
    _Page = object


class ReasonForm(ActionForm):
    """What stands beside the choice of an action."""

    reason = forms.CharField(
        required=False, label="Reason", widget=forms.TextInput(attrs={"placeholder": "why; it is kept"})
    )


def reason_given(request: HttpRequest) -> str:
    """The reason that came with an action, "" where none did."""
    return request.POST.get("reason", "")


class ServicePage(_Page):
    """A mixin for pages that call services."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A refusal undoes the whole request (the view is one transaction) and is shown as a message."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except Refusal as refused:
            self.message_user(request, str(refused), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def do_each(
        self, request: HttpRequest, rows: QuerySet[Any], deed: Callable[[Any], str | tuple[str, str]]
    ) -> None:
        """Do it to each row. The deed answers what was done, and perhaps what to be warned of."""
        for row in rows:
            try:
                answer = deed(row)
            except Refusal as refused:
                self.message_user(request, f"{row}: {refused}", messages.ERROR)
                continue
            done, warning = answer if isinstance(answer, tuple) else (answer, "")
            self.message_user(request, done, messages.SUCCESS)
            if warning:
                self.message_user(request, warning, messages.WARNING)

    def get_actions(self, request: HttpRequest) -> Any:
        """Rows are deleted one by one, on a page that shows what goes with them."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions


def by(request: HttpRequest) -> str:
    """Who asks."""
    return request.user.get_username()
