from sla_admin.shared.admin.api_keys import ApiKeyAdmin
from sla_admin.shared.admin.api_tables import RequestCountAdmin, StoredAnswerAdmin

__all__ = ["ApiKeyAdmin", "RequestCountAdmin", "StoredAnswerAdmin"]
