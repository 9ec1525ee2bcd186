from sla_admin.shared.models.api_key import ApiKey
from sla_admin.shared.models.background_run import BackgroundRun, RunItem, RunState
from sla_admin.shared.models.configuration_change import ConfigurationChange, Operation
from sla_admin.shared.models.preferences import Preferences
from sla_admin.shared.models.recorded_accounts import (
    RecordedGroup,
    RecordedGroupPermission,
    RecordedMembership,
    RecordedUser,
    RecordedUserPermission,
)
from sla_admin.shared.models.request_count import RequestCount
from sla_admin.shared.models.stored_answer import StoredAnswer

__all__ = [
    "ApiKey",
    "BackgroundRun",
    "ConfigurationChange",
    "Operation",
    "Preferences",
    "RecordedGroup",
    "RecordedGroupPermission",
    "RecordedMembership",
    "RecordedUser",
    "RecordedUserPermission",
    "RequestCount",
    "RunItem",
    "RunState",
    "StoredAnswer",
]
