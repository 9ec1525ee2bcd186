from entitlements.admin import business_hours, customers, processes, tiers_and_types

__all__ = ["business_hours", "customers", "processes", "tiers_and_types"]
