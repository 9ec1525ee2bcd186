"""Two endpoints to look at: their addresses reach nobody, and they are switched off."""

from escalations.services.endpoints import Who, create_endpoint
from sla_admin.sample.items import Brought

ENDPOINTS = (
    {"name": "Pager", "kind": "standard", "address": "https://pager.example.invalid/hooks/sla"},
    {
        "name": "Major incidents room",
        "kind": "slack",
        "address": "https://chat.example.invalid/services/room",
    },
)


def load_endpoints(brought: Brought, at: int, actor: str) -> None:
    """Endpoints that no matrix names, as of `at` (µs)."""
    for given in ENDPOINTS:
        made, _secret = create_endpoint({**given, "is_active": False}, who=Who(actor), at=at)
        brought(made)
