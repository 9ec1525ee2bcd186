"""The guard of every page: sign in first, and lose nothing that was typed.

A form sent after the session ended must not vanish. Its fields travel, signed and dated, through the sign-in
page, and come back on a page that asks before anything is sent. That works without JavaScript; where the
browser runs it, the form's own page has kept a copy as well. Files are not kept, and the page says so.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

import msgspec
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from sla_admin.shared.errors import InvalidInput

SALT = "sla_admin.kept_form"
KEPT_S = 12 * 3600
"""A kept form can be taken up for half a day."""

NEVER_KEPT = frozenset({"csrfmiddlewaretoken", "password", "old_password", "new_password1", "new_password2"})
"""Secrets are typed again."""

SIGNED_OUT = "X-Signed-Out"
"""Answers to fragments and polls carry this header when the session has ended: the page asks to sign in, and
stays."""

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class KeptForm(msgspec.Struct, frozen=True):
    """A form as it was sent: where to, and its fields in order, repeated ones repeated."""

    url: str
    fields: list[tuple[str, str]]
    had_files: bool = False

    @classmethod
    def of(cls, request: HttpRequest) -> "KeptForm":
        fields = [
            (name, value)
            for name, values in request.POST.lists()
            if name not in NEVER_KEPT
            for value in values
        ]
        return cls(request.get_full_path(), fields, bool(request.FILES))

    def sealed(self) -> str:
        """As text that only this installation can have written."""
        return signing.dumps(msgspec.to_builtins(self), salt=SALT, compress=True)


def open_kept(sealed: str) -> KeptForm:
    """Read a sealed form. Raises InvalidInput for one that is not ours, altered, or older than half a day."""
    try:
        form = msgspec.convert(signing.loads(sealed, salt=SALT, max_age=KEPT_S), KeptForm)
    except (signing.BadSignature, msgspec.ValidationError) as error:
        raise InvalidInput.of("kept", "The text kept from before is too old or damaged.") from error
    if not url_has_allowed_host_and_scheme(form.url, allowed_hosts=None):
        raise InvalidInput.of("kept", "The kept form belongs to another site.")
    return form


def signed_in(view: View) -> View:
    """Let signed-in people in; send others to sign in, with the form they were sending."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        return ask_to_sign_in(request)

    return cast(View, guarded)


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """The answer to somebody whose session has ended, or never was.

    A fragment's request gets 401 and the header, so that the open page can ask without going away. A form
    gets the sign-in page with its fields sealed in it. Anything else is sent to sign in and then back.
    """
    if request.headers.get("X-Fragment"):
        return HttpResponse(status=401, headers={SIGNED_OUT: "1"})
    if request.method == "POST":
        kept = KeptForm.of(request).sealed()
        return render(
            request, "registration/login.html", {"kept": kept, "next": request.get_full_path()}, status=401
        )
    return redirect_to_login(request.get_full_path())
