from entitlements.models.account import Account, Contact
from entitlements.models.business_hours import (
    AdoptionMode,
    BusinessHours,
    BusinessHoursRevision,
    Holiday,
    HolidayKind,
)
from entitlements.models.entitlement import Channel, Entitlement
from entitlements.models.entitlement_process import EntitlementProcess, RecordKind
from entitlements.models.milestone_definition import (
    CriteriaLost,
    MilestoneBudget,
    MilestoneDefinition,
    StartRule,
    TimeTrigger,
    TriggerBasisChoice,
    TriggerSeverity,
)
from entitlements.models.milestone_type import MilestoneType, Recurrence
from entitlements.models.open_window import OpenWindow
from entitlements.models.process_version import ProcessVersion, Reopening, VersionStatus
from entitlements.models.support_tier import SupportTier

__all__ = [
    "Account",
    "AdoptionMode",
    "BusinessHours",
    "BusinessHoursRevision",
    "Channel",
    "Contact",
    "CriteriaLost",
    "Entitlement",
    "EntitlementProcess",
    "Holiday",
    "HolidayKind",
    "MilestoneBudget",
    "MilestoneDefinition",
    "MilestoneType",
    "OpenWindow",
    "ProcessVersion",
    "RecordKind",
    "Recurrence",
    "Reopening",
    "StartRule",
    "SupportTier",
    "TimeTrigger",
    "TriggerBasisChoice",
    "TriggerSeverity",
    "VersionStatus",
]
