"""Sign-in and sign-out."""

from typing import Any

from django.contrib.auth import logout
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from sla_admin.shared.errors import InvalidInput
from sla_admin.shared.viewing.addresses import address
from sla_admin.shared.viewing.middleware import viewer_of
from sla_admin.shared.viewing.roles import Role
from sla_admin.shared.viewing.signed_in import open_kept


class SignInForm(AuthenticationForm):
    """Django's own, with the sentences of this product."""

    error_messages = {
        "invalid_login": gettext_lazy(
            "Name and password do not belong together. Capital letters count in both."
        ),
        "inactive": gettext_lazy("This account is switched off. An administrator can switch it on."),
    }


BEGINNINGS: tuple[tuple[Role, str], ...] = (
    ("manager", "board"),
    ("agent", "queue"),
    ("administrator", "setup"),
    ("auditor", "ledger"),
)
"""Role → the page it begins with. Somebody with several roles begins with the first of these."""


class SignIn(LoginView):
    """Signs in and goes on to where the person was going.

    A form that was kept when the session ended comes along as `kept`; it is shown again, and sent only when
    asked.
    """

    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_default_redirect_url(self) -> str:
        """Where somebody begins who was going nowhere in particular: managers at the board, agents at their
        queue, administrators at the set-up, auditors at the ledger; as far as this installation has it.
        """
        user = self.request.user
        roles = viewer_of(user).roles
        begins = [page for role, page in BEGINNINGS if role in roles]
        if getattr(user, "is_superuser", False):
            begins = ["setup"]
        return next(filter(None, map(address, begins)), reverse("home"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["kept"] = self.request.POST.get("kept", "")
        return context

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        went_in = super().form_valid(form)
        sealed = self.request.POST.get("kept", "")
        if not sealed:
            return went_in
        try:
            kept = open_kept(sealed)
        except InvalidInput:
            return went_in
        return render(
            self.request, "sla_admin/kept_form.html", {"form": kept, "crumbs": [(_("What you wrote"), "")]}
        )


@require_http_methods(["GET", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse | HttpResponseRedirect:
    """Sends away on POST; a GET, which any page could cause, only asks."""
    if request.method == "GET":
        return render(request, "registration/sign_out.html")
    logout(request)
    return redirect("sign-in")
