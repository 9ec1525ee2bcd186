"""The tool room: what an administrator does with matrices, templates and deliveries in a browser."""

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from escalations.engine.deliver import deliver_due
from escalations.models import (
    CellEntry,
    Delivery,
    EmailTemplate,
    MatrixRow,
    MatrixVersion,
    Notice,
    NoticeChoices,
)
from escalations.services.draft_matrix import DraftRow, create_matrix, draft_version
from milestones.models import Case
from tests.escalations.conftest import MONDAY_10, MailServer, active_matrix, line, record, telling

pytestmark = pytest.mark.django_db

MODELS = (
    "escalationmatrix",
    "matrixversion",
    "matrixrow",
    "cellentry",
    "emailtemplate",
    "delivery",
    "deliveryattempt",
    "notice",
    "noticechoices",
)


@pytest.fixture
def browser(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("sofie", "sofie@example.org", "secret"))
    return client


def act(browser: Client, model: str, action: str, *ids: int, reason: str = "As agreed") -> str:
    answer = browser.post(
        reverse(f"admin:escalations_{model}_changelist"),
        {"action": action, "_selected_action": list(ids), "reason": reason},
        follow=True,
    )
    return answer.content.decode()


@pytest.mark.parametrize("model", MODELS)
def test_every_table_is_listed_searched_and_shown(
    browser: Client, case: Case, mail_server: MailServer, model: str
) -> None:
    EmailTemplate.objects.create(
        name="Warning", subject="{{headline}}", text="{{case.subject}}", html="<p>{{tier}}</p>"
    )
    Notice.objects.create(
        recipient_id=case.owner_id or 0, kind="alert", cause="1", case=case, created_at=case.opened_at
    )
    NoticeChoices.objects.create(user_id=case.owner_id or 0, in_browser=["alert"])
    record([line(case, active_matrix(telling()))])
    deliver_due(MONDAY_10 + 2_000_000)
    listed = browser.get(reverse(f"admin:escalations_{model}_changelist"), {"q": "CS-1042"})
    assert listed.status_code == 200
    row = apps.get_model("escalations", model).objects.first()
    shown = browser.get(reverse(f"admin:escalations_{model}_change", args=[row.pk]))
    assert shown.status_code == 200


def test_a_version_is_started_filled_activated_copied_and_retired(browser: Client) -> None:
    matrix = create_matrix("Standard")
    browser.post(
        reverse("admin:escalations_matrixversion_add"), {"matrix": matrix.pk, "note": "for the new year"}
    )
    version = MatrixVersion.objects.get()
    page = reverse("admin:escalations_matrixversion_change", args=[version.pk])
    rows = {
        "rows-TOTAL_FORMS": "1", "rows-INITIAL_FORMS": "0", "rows-0-position": "0", "rows-0-tier": "",
        "rows-0-type": "", "rows-0-priority": "P1", "note": "for the new year",
    }  # fmt: skip
    browser.post(page, rows)
    row = MatrixRow.objects.get()
    entries = {
        "position": "0", "tier": "", "type": "", "priority": "P1",
        "entries-TOTAL_FORMS": "2", "entries-INITIAL_FORMS": "0",
        "entries-0-trigger": "75 %", "entries-0-position": "0", "entries-0-action": "email",
        "entries-0-target": "owner",
        "entries-1-trigger": "100", "entries-1-position": "0", "entries-1-action": "field_update",
        "entries-1-set_field": "attributes.escalated", "entries-1-set_value": "true",
    }  # fmt: skip
    answer = browser.post(reverse("admin:escalations_matrixrow_change", args=[row.pk]), entries)
    assert answer.status_code == 302, answer.content.decode()
    told = CellEntry.objects.order_by("trigger").values_list("trigger", "action", "target", "parameters")
    assert list(told) == [
        ("100", "field_update", "", {"field": "attributes.escalated", "value": True}),
        ("75", "email", "owner", {}),
    ]
    assert "is active" in act(browser, "matrixversion", "activate", version.pk)
    assert "only a draft can be activated" in act(browser, "matrixversion", "activate", version.pk)
    assert "was made from" in act(browser, "matrixversion", "copy", version.pk)
    assert "is retired" in act(browser, "matrixversion", "retire", version.pk)
    version.refresh_from_db()
    assert version.status == "retired"


def test_a_wrong_entry_is_refused_beside_its_field(browser: Client) -> None:
    draft_version(create_matrix("Standard"), [DraftRow()])
    row = MatrixRow.objects.get()
    wrong = {
        "position": "0", "tier": "", "type": "", "priority": "",
        "entries-TOTAL_FORMS": "1", "entries-INITIAL_FORMS": "0",
        "entries-0-trigger": "soon", "entries-0-position": "0", "entries-0-action": "email",
        "entries-0-target": "",
    }  # fmt: skip
    answer = browser.post(
        reverse("admin:escalations_matrixrow_change", args=[row.pk]), wrong
    ).content.decode()
    assert "is no trigger" in answer
    assert not CellEntry.objects.exists()


def test_a_version_in_use_is_shown_and_not_edited(browser: Client) -> None:
    version = active_matrix(telling())
    page = reverse("admin:escalations_matrixversion_change", args=[version.pk])
    assert "_save" not in browser.get(page).content.decode()
    assert browser.post(page, {"note": "changed"}).status_code == 403
    row = reverse("admin:escalations_matrixrow_change", args=[MatrixRow.objects.get().pk])
    assert browser.post(row, {"tier": "gold"}).status_code == 403


def test_a_template_with_an_unknown_placeholder_is_refused_and_a_good_one_previewed(browser: Client) -> None:
    add = reverse("admin:escalations_emailtemplate_add")
    answer = browser.post(
        add, {"name": "W", "subject": "{{headline}}", "text": "{{case.secret}}", "html": ""}
    )
    assert "case.secret is no placeholder" in answer.content.decode()
    browser.post(add, {"name": "W", "subject": "{{headline}}", "text": "{{case.number}} <b>", "html": ""})
    page = reverse("admin:escalations_emailtemplate_change", args=[EmailTemplate.objects.get().pk])
    assert "CS-20417 &lt;b&gt;" in browser.get(page).content.decode()


def test_a_dead_letter_is_sent_again_and_nothing_else_is(
    browser: Client, case: Case, mail_server: MailServer
) -> None:
    record([line(case, active_matrix(telling()))])
    delivery = Delivery.objects.get()
    assert "only a dead one" in act(browser, "delivery", "send_dead_again", delivery.pk)
    mail_server.refused["ines@example.org"] = "550 no such user"
    deliver_due(MONDAY_10 + 2_000_000)
    assert "1 set going again" in act(browser, "delivery", "send_dead_again", delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.status, delivery.attempts) == ("pending", 0)
