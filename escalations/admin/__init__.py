"""The tool room of escalation: matrices, templates, the outbox."""

from escalations.admin.coverage_notice_admin import CoverageNoticeAdmin
from escalations.admin.delivery_admin import DeliveryAdmin, DeliveryAttemptAdmin
from escalations.admin.design_pack_admin import DesignPackAdmin, DesignSignOffAdmin
from escalations.admin.endpoint_admin import EndpointTestAdmin, WebhookEndpointAdmin
from escalations.admin.matrix_admin import EscalationMatrixAdmin
from escalations.admin.notice_admin import NoticeAdmin, NoticeChoicesAdmin
from escalations.admin.row_admin import CellEntryAdmin, MatrixRowAdmin
from escalations.admin.template_admin import EmailTemplateAdmin
from escalations.admin.version_admin import MatrixVersionAdmin
from escalations.admin.what_if_admin import WhatIfAdmin, WhatIfAlertAdmin, WhatIfCaseAdmin, WhatIfClockAdmin

__all__ = [
    "CellEntryAdmin",
    "CoverageNoticeAdmin",
    "DeliveryAdmin",
    "DeliveryAttemptAdmin",
    "DesignPackAdmin",
    "DesignSignOffAdmin",
    "EmailTemplateAdmin",
    "EndpointTestAdmin",
    "EscalationMatrixAdmin",
    "MatrixRowAdmin",
    "MatrixVersionAdmin",
    "NoticeAdmin",
    "NoticeChoicesAdmin",
    "WebhookEndpointAdmin",
    "WhatIfAdmin",
    "WhatIfAlertAdmin",
    "WhatIfCaseAdmin",
    "WhatIfClockAdmin",
]
