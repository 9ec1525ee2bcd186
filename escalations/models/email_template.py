"""Texts of alerts that administrators write themselves."""

from typing import ClassVar

from django.db import models

from entitlements.models.naming import has_text
from sla_admin.shared.changes.recorded import recorded


class EmailTemplate(models.Model):
    """Subject, text and HTML with placeholders from a fixed list (`escalations.actions.placeholders`).

    Active matrix versions keep the content they were activated with, so changing a template touches drafts
    alone.
    """

    name = models.CharField(max_length=100, unique=True)
    subject = models.CharField(
        max_length=200, help_text="One line. Placeholders like {{headline}} are filled in."
    )
    text = models.TextField(help_text="The plain text everybody can read.")
    html = models.TextField("HTML", blank=True, help_text="Blank: made from the text. Values are escaped.")

    class Meta:
        verbose_name = "e-mail template"
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            has_text("name", "email_template_name_is_given"),
            has_text("subject", "email_template_subject_is_given"),
            has_text("text", "email_template_text_is_given"),
        ]
        triggers: ClassVar = recorded("email_template", name="changed.name")

    def __str__(self) -> str:
        return self.name
