"""Texts of alerts, with a preview on an imaginary case."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from entitlements.business_time.calendar import around_the_clock
from entitlements.business_time.instants import HOUR
from escalations.actions.context import Situation
from escalations.actions.placeholders import PLACEHOLDERS, View, fill_in, problems
from escalations.models import EmailTemplate
from escalations.selectors.targets import Recipient
from escalations.services.save_template import save_template
from milestones.clock.fact import TRIGGER_REACHED
from sla_admin.shared.system_clock import database_time
from sla_admin.shared.typed_admin import ModelAdmin, ModelForm


class TemplateForm(ModelForm[EmailTemplate]):
    class Meta:
        model = EmailTemplate
        fields = ("name", "subject", "text", "html")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        given = {field: cleaned.get(field) or "" for field in ("subject", "text", "html")}
        for field, reason in problems(given):
            self.add_error(field, reason)
        return cleaned


@admin.register(EmailTemplate)
class EmailTemplateAdmin(ModelAdmin[EmailTemplate]):
    form = TemplateForm
    list_display = ("name", "subject")
    search_fields = ("name", "subject", "text")
    fields = ("name", "subject", "text", "html", "placeholders", "preview")
    readonly_fields = ("placeholders", "preview")

    def save_model(self, request: HttpRequest, obj: EmailTemplate, form: Any, change: bool) -> None:
        save_template(obj)

    @admin.display(description="placeholders")
    def placeholders(self, template: EmailTemplate) -> SafeString:
        rows = (("{{" + name + "}}", each.meaning) for name, each in PLACEHOLDERS.items())
        return format_html("<dl>{}</dl>", format_html_join("", "<dt><code>{}</code></dt><dd>{}</dd>", rows))

    @admin.display(description="preview")
    def preview(self, template: EmailTemplate) -> SafeString | str:
        """The saved texts on an imaginary case. HTML is shown as its source: this page runs nothing."""
        if not template.pk:
            return "shown once the template is saved"
        view = _imaginary(database_time())
        return format_html(
            "<p><b>{}</b></p><pre>{}</pre><details><summary>HTML</summary><pre>{}</pre></details>",
            fill_in(template.subject, view),
            fill_in(template.text, view),
            fill_in(template.html, view, html=True),
        )


def _imaginary(at: int) -> View:
    situation = Situation(
        case_id=0,
        case_number="CS-20417",
        case_subject="Orders are not sent to the warehouse",
        case_priority="P1",
        case_status="open",
        case_account="Nordlicht Logistics",
        case_owner="Ines Carvalho",
        case_queue="Platform",
        case_link=f"{settings.PUBLIC_URL}/cases/20417/",
        milestone="First Response",
        milestone_type="First Response",
        tier="Enterprise",
        kind=TRIGGER_REACHED,
        trigger="75",
        severity="warning",
        repeat=0,
        occurred_at=at,
        target_at=at + HOUR,
        withdrawn_at=None,
        open_time=around_the_clock(settings.TIME_ZONE),
    )
    return View(situation, Recipient("ines@example.org", "owner", "owner"), settings.TIME_ZONE, at)
