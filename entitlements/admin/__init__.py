from entitlements.admin import business_hours, customers, processes, promises, tiers_and_types

__all__ = ["business_hours", "customers", "processes", "promises", "tiers_and_types"]
