"""The page of an object that a finding is about: its own page where there is one, else the tool room's."""

from sla_admin.shared.viewing.addresses import address

PAGES: dict[str, tuple[str, ...]] = {
    "process_version": ("setup-version", "admin:entitlements_processversion_change"),
    "business_hours": ("setup-hours-one", "admin:entitlements_businesshours_change"),
    "entitlement": ("setup-entitlement", "admin:entitlements_entitlement_change"),
    "endpoint": ("setup-endpoint", "admin:escalations_webhookendpoint_change"),
    "matrix_version": ("setup-matrix-version", "admin:escalations_matrixversion_change"),
}
WITHOUT_ID: dict[str, tuple[str, ...]] = {
    "cases": ("coverage-gaps", "cases"),
    "pause_reasons": ("setup-pause-reasons",),
}


def page_of_object(kind: str, id: int | None) -> str:
    """The address; empty where nothing shows such an object."""
    names = PAGES.get(kind, ()) if id is not None else WITHOUT_ID.get(kind, ())
    found = (address(name, *(() if id is None else (id,))) for name in names)
    return next((url for url in found if url), "")
