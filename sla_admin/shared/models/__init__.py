from sla_admin.shared.models.api_key import ApiKey
from sla_admin.shared.models.request_count import RequestCount
from sla_admin.shared.models.stored_answer import StoredAnswer

__all__ = ["ApiKey", "RequestCount", "StoredAnswer"]
