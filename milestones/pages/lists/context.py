"""What every list of cases gives its templates: filters, views, and the form for many cases at once."""

from django.http import HttpRequest

from entitlements.models import Account
from milestones.models import SavedView
from milestones.pages.addresses import asked as address_of
from milestones.pages.lists.asking import Asked
from milestones.pages.lists.chips import chips_of
from milestones.pages.lists.empty import nothing_here
from milestones.pages.lists.filter_form import FilterForm
from milestones.pages.saved_view_form import view_form
from milestones.selectors.vocabulary import vocabulary

MOST_OFFERED = 300
"""So many accounts are offered while one types."""


def list_context(
    request: HttpRequest,
    asked: Asked,
    path: str,
    *,
    shown: int,
    total: int | None,
    keep: dict[str, list[str]] | None = None,
    view: SavedView | None = None,
) -> dict[str, object]:
    """`view` is the saved view that is open, if it is the viewer's own; `keep` parameters of the page that
    are no part of the question; `total` the cases that answer it, None where nobody counted them all.
    """
    words = vocabulary()
    parameters = asked.question.as_parameters()
    return {
        "asked": asked,
        "path": path,
        "back": request.get_full_path(),
        "words": words,
        "chips": chips_of(asked.question, words, path, keep=keep or {}),
        "is_narrowed": asked.question.is_narrowed,
        "filter_form": FilterForm(asked.question, words, _account_name(asked)),
        "accounts": account_names(),
        "keeps": [(name, value) for name, values in (keep or {}).items() for value in values],
        "filter_open": request.GET.get("filter") == "open",
        "view": view,
        "view_form": view_form(asked, view),
        "asked_query": address_of("", parameters),
        "asked_fields": [(name, value) for name, values in parameters.items() for value in values],
        "shown": shown,
        "total": total,
        "empty": nothing_here(asked) if shown == 0 else None,
    }


def _account_name(asked: Asked) -> str:
    if len(asked.question.account) != 1:
        return ""
    name = Account.objects.filter(pk=asked.question.account[0]).values_list("name", flat=True).first()
    return name or ""


def account_names() -> list[str]:
    """What is offered where an account is typed."""
    return list(Account.objects.order_by("name", "id").values_list("name", flat=True)[:MOST_OFFERED])
