"""Who hears of what: matrices and their versions, templates, the outbox and its attempts."""

from escalations.models.cell_entry import CellEntry
from escalations.models.delivery import Delivery
from escalations.models.delivery_attempt import DeliveryAttempt
from escalations.models.email_template import EmailTemplate
from escalations.models.escalation_matrix import EscalationMatrix
from escalations.models.matrix_row import MatrixRow
from escalations.models.matrix_version import MatrixVersion

__all__ = [
    "CellEntry",
    "Delivery",
    "DeliveryAttempt",
    "EmailTemplate",
    "EscalationMatrix",
    "MatrixRow",
    "MatrixVersion",
]
