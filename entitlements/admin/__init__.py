from entitlements.admin import (
    business_hours,
    customers,
    milestone_definitions,
    process_versions,
    processes,
    promises,
    tiers_and_types,
)

__all__ = [
    "business_hours",
    "customers",
    "milestone_definitions",
    "process_versions",
    "processes",
    "promises",
    "tiers_and_types",
]
