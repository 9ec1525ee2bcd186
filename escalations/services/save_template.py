"""Texts of alerts, refused where they use what is no placeholder."""

from django.db import transaction

from entitlements.services.validated import save_validated
from escalations.actions.placeholders import problems
from escalations.models import EmailTemplate
from sla_admin.shared.errors import InvalidInput


def save_template(template: EmailTemplate) -> EmailTemplate:
    """Save a new or changed template. Raises InvalidInput naming each field, with every unknown placeholder.

    Active matrix versions keep the texts they were activated with.
    """
    found = list(problems({"subject": template.subject, "text": template.text, "html": template.html}))
    if found:
        raise InvalidInput(found)
    with transaction.atomic():
        save_validated(template)
    return template
