"""The four roles of the side bar, each a Django group of the same name.

A role opens pages; what a person may change is decided by permissions where it is done.
"""

from typing import Literal, get_args

Role = Literal["agent", "manager", "administrator", "auditor"]
ROLES: tuple[Role, ...] = get_args(Role)

GROUPS: dict[Role, str] = {
    "agent": "Agents",
    "manager": "Managers",
    "administrator": "Administrators",
    "auditor": "Auditors",
}


def roles_of(group_names: set[str], *, is_superuser: bool) -> frozenset[Role]:
    """The roles that membership in these groups gives. A superuser has all four."""
    return frozenset(role for role in ROLES if is_superuser or GROUPS[role] in group_names)
