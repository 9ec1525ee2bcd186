"""Doing what a form asks for, or saying on the form why not."""

from collections.abc import Callable
from typing import NamedTuple

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest

from sla_admin.shared.errors import InvalidInput, NotFound, Refusal


class Refused(NamedTuple):
    """Nothing was changed: the status of the answer, and a sentence where the form itself does not say it."""

    status: int
    sentence: str = ""


def attempt(
    request: HttpRequest,
    form: forms.Form,
    deed: Callable[[], str],
    field_of: Callable[[str, forms.Form], str | None] | None = None,
) -> Refused | None:
    """Do it and tell the viewer what `deed` says was done; None then.

    Reasons stand at their fields: `field_of` names the form's field for a rule's, without it the same one,
    or the top of the form where there is none. Raises Http404.
    """
    if not form.is_valid():
        return Refused(400)
    try:
        said = deed()
    except NotFound as error:
        raise Http404 from error
    except InvalidInput as refused:
        for field, reason in refused.problems:
            form.add_error((field_of or _same)(field, form), reason)
        return Refused(400)
    except Refusal as refused:
        return Refused(409, str(refused))
    messages.success(request, said)
    return None


def _same(field: str, form: forms.Form) -> str | None:
    return field if field in form.fields else None
