"""From a request to the question it asks of the list of cases."""

from dataclasses import dataclass

import msgspec
from django.http import HttpRequest
from django.utils.translation import gettext as _

from milestones.pages.lists.filter_form import account_of
from milestones.selectors.asker import Asker, asker
from milestones.selectors.case_filter import CaseFilter, Scope, parameters_of, read_filter
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.page import Page
from sla_admin.shared.viewing.roles import Role

ACTING: tuple[Role, ...] = ("agent", "manager", "administrator")
"""Who may change cases; auditors look."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, who asks it and when. `problems` are what the address asked that could not be understood:
    they are said above the list, which answers the rest.
    """

    page: Page
    asker: Asker
    question: CaseFilter
    problems: tuple[str, ...]

    @property
    def may_act(self) -> bool:
        return bool(self.page.viewer.roles & frozenset(ACTING))


def asked_by(request: HttpRequest, *, scope: Scope | None = None, saved: CaseFilter | None = None) -> Asked:
    """What the address asks. `scope` is that of the page, which no parameter changes; without parameters of
    its own the address of a saved view asks what was saved.
    """
    page = page_of(request)
    given = parameters_of(request.GET)
    question, wrong = read_filter(given)
    problems = [f"{name}: {reason}" for name, reason in wrong]
    if saved is not None and not given and "account_name" not in request.GET:
        question = saved
    name = request.GET.get("account_name", "").strip()
    if name:
        account = account_of(name)
        if account is None:
            problems.append(
                _("There is no account “%(name)s”; the list is of all accounts.") % {"name": name[:80]}
            )
        else:
            question = msgspec.structs.replace(question, account=(account.pk,))
    if scope is not None:
        question = msgspec.structs.replace(question, scope=scope, state="open")
    return Asked(page, asker(page.viewer.user_id, page.viewer.zone, page.at), question, tuple(problems))
