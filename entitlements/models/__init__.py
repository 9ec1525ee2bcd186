from entitlements.models.account import Account, Contact
from entitlements.models.arrival_budget import ArrivalBudget
from entitlements.models.asset import Asset
from entitlements.models.business_hours import (
    AdoptionMode,
    BusinessHours,
    BusinessHoursRevision,
    Holiday,
    HolidayKind,
)
from entitlements.models.channel import Channel
from entitlements.models.entitlement import Entitlement, EntitlementContact, EntitlementScope
from entitlements.models.entitlement_process import EntitlementProcess, RecordKind
from entitlements.models.entitlement_template import EntitlementTemplate
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
from entitlements.models.policy_test import PolicyTest
from entitlements.models.process_version import ProcessVersion, Reopening, VersionStatus
from entitlements.models.product import Product
from entitlements.models.service_contract import ContractLineItem, ServiceContract
from entitlements.models.support_tier import SupportTier

__all__ = [
    "Account",
    "AdoptionMode",
    "ArrivalBudget",
    "Asset",
    "BusinessHours",
    "BusinessHoursRevision",
    "Channel",
    "Contact",
    "ContractLineItem",
    "CriteriaLost",
    "Entitlement",
    "EntitlementContact",
    "EntitlementProcess",
    "EntitlementScope",
    "EntitlementTemplate",
    "Holiday",
    "HolidayKind",
    "MilestoneBudget",
    "MilestoneDefinition",
    "MilestoneType",
    "OpenWindow",
    "PolicyTest",
    "ProcessVersion",
    "Product",
    "RecordKind",
    "Recurrence",
    "Reopening",
    "ServiceContract",
    "StartRule",
    "SupportTier",
    "TimeTrigger",
    "TriggerBasisChoice",
    "TriggerSeverity",
    "VersionStatus",
]
