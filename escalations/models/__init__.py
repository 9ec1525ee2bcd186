"""Who hears of what: matrices and their versions, templates, the outbox and its attempts; what-ifs."""

from escalations.models.cell_entry import CellEntry
from escalations.models.coverage_notice import CoverageNotice
from escalations.models.delivery import Delivery
from escalations.models.delivery_attempt import DeliveryAttempt
from escalations.models.design_pack import DesignPack, DesignSignOff
from escalations.models.email_template import EmailTemplate
from escalations.models.endpoint_test import EndpointTest
from escalations.models.escalation_matrix import EscalationMatrix
from escalations.models.matrix_row import MatrixRow
from escalations.models.matrix_version import MatrixVersion
from escalations.models.notice import Notice, NoticeChoices
from escalations.models.webhook_endpoint import WebhookEndpoint
from escalations.models.what_if import WhatIf, WhatIfAlert, WhatIfCase, WhatIfClock

__all__ = [
    "CellEntry",
    "CoverageNotice",
    "Delivery",
    "DeliveryAttempt",
    "DesignPack",
    "DesignSignOff",
    "EmailTemplate",
    "EndpointTest",
    "EscalationMatrix",
    "MatrixRow",
    "MatrixVersion",
    "Notice",
    "NoticeChoices",
    "WebhookEndpoint",
    "WhatIf",
    "WhatIfAlert",
    "WhatIfCase",
    "WhatIfClock",
]
