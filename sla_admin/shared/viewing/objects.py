"""The page of an object that a finding or a change is about: its own, else that of the tool room."""

from sla_admin.shared.viewing.addresses import address

PAGES: dict[str, tuple[str, ...]] = {
    "process_version": ("setup-version", "admin:entitlements_processversion_change"),
    "business_hours": ("setup-hours-one", "admin:entitlements_businesshours_change"),
    "entitlement": ("setup-entitlement", "admin:entitlements_entitlement_change"),
    "endpoint": ("setup-endpoint", "admin:escalations_webhookendpoint_change"),
    "entitlement_template": ("setup-template",),
    "service_contract": ("setup-contract",),
    "contract_line_item": ("setup-line-item",),
    "product": ("setup-product",),
    "asset": ("setup-asset",),
    "account": ("account",),
    "matrix_version": ("setup-matrix-version", "admin:escalations_matrixversion_change"),
}
WITHOUT_ID: dict[str, tuple[str, ...]] = {
    "cases": ("coverage-gaps", "cases"),
    "pause_reasons": ("setup-pause-reasons",),
}


def history_of_object(kind: str, id: int) -> str:
    """The page of all changes to an object and its parts; blank where this installation has none."""
    page = address("setup-changes")
    return f"{page}?of={kind}:{id}" if page else ""


def page_of_object(kind: str, id: int | None) -> str:
    """The address; empty where nothing shows such an object."""
    names = PAGES.get(kind, ()) if id is not None else WITHOUT_ID.get(kind, ())
    found = (address(name, *(() if id is None else (id,))) for name in names)
    return next((url for url in found if url), "")
