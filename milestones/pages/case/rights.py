"""Who may look at cases, and who may act on them."""

from django.http import HttpRequest

from sla_admin.shared.viewing.page import Page
from sla_admin.shared.viewing.roles import Role

LOOKING: tuple[Role, ...] = ("agent", "manager", "administrator", "auditor")
ACTING: tuple[Role, ...] = ("agent", "manager", "administrator")


def may_act(page: Page) -> bool:
    """Whether the viewer may do more than read."""
    return bool(page.viewer.roles & set(ACTING))


def may_choose_cover(request: HttpRequest, page: Page) -> bool:
    """Whether the viewer may say which entitlement covers a case: managers, administrators, and agents who
    were given that right (two queries more, for them alone).
    """
    if page.viewer.roles & {"manager", "administrator"}:
        return True
    return may_act(page) and bool(request.user.has_perm("milestones.choose_coverage"))
