from sla_admin.shared.admin.api_keys import ApiKeyAdmin
from sla_admin.shared.admin.api_tables import RequestCountAdmin, StoredAnswerAdmin
from sla_admin.shared.admin.preferences import PreferencesAdmin
from sla_admin.shared.admin.runs import BackgroundRunAdmin, RunItemAdmin

__all__ = [
    "ApiKeyAdmin",
    "BackgroundRunAdmin",
    "PreferencesAdmin",
    "RequestCountAdmin",
    "RunItemAdmin",
    "StoredAnswerAdmin",
]
