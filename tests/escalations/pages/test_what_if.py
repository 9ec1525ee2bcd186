"""The pages of a what-if, without a browser. The cases are those of `tests.escalations.lived_cases`."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from escalations.models import WhatIf
from milestones.services.purge import purge_cases
from sla_admin.shared.models import BackgroundRun
from sla_admin.shared.runs.work import finish
from sla_admin.shared.system_clock import database_time
from sla_admin.shared.viewing.roles import GROUPS, Role
from tests.escalations.lived_cases import Lived, lived_cases

pytestmark = pytest.mark.django_db


def signed_in(role: Role) -> Client:
    person = User.objects.create_user(role, password="correct horse battery")
    person.groups.add(Group.objects.get_or_create(name=GROUPS[role])[0])
    client = Client()
    client.force_login(person)
    return client


def words(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(text.replace("&amp;", "&").replace("&gt;", ">").split())


@pytest.fixture
def lived() -> Lived:
    return lived_cases()


@pytest.fixture
def administrator() -> Client:
    return signed_in("administrator")


def test_an_empty_list_says_what_a_what_if_is_for(administrator: Client) -> None:
    assert "No version was tried yet" in words(administrator.get("/setup/what-if/"))


def test_an_administrator_starts_one_by_the_form(administrator: Client, lived: Lived) -> None:
    page = words(administrator.get(f"/setup/what-if/?version={lived.draft.pk}"))
    assert "Support of Acme v2, draft" in page

    told = {"version": lived.draft.pk, "state": "closed", "account": "acme", "reason": "Before we sign"}
    answer = administrator.post("/setup/what-if/", told)
    run = BackgroundRun.objects.get()
    assert answer["Location"] == f"/runs/{run.pk}/"
    assert run.total == 2
    what_if = WhatIf.objects.get()
    assert "Not complete" in words(administrator.get(f"/setup/what-if/{what_if.pk}/"))
    assert "not complete" in words(administrator.get("/setup/what-if/"))

    finish(run.pk, database_time)
    page = words(administrator.get(f"/setup/what-if/{what_if.pk}/"))
    assert "1 target that was met would have been violated," in page
    assert "and 1 the other way." in page
    assert "2 cases, folded again as known" in page
    assert "closed cases" in page
    assert "“Before we sign”" in page
    assert f"/setup/what-if/{what_if.pk}/" in administrator.get(f"/runs/{run.pk}/").content.decode()


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({}, "This field is required"),
        ({"priority": "P9"}, "No case answers this choice"),
        ({"account": "nobody knows"}, "There is no such account."),
        ({"opened_from": "2026-06-02T00:00", "opened_before": "2026-06-01T00:00"}, "before the beginning"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_starts(
    administrator: Client, lived: Lived, told: dict[str, str], said: str
) -> None:
    given = {"version": str(lived.draft.pk), **told} if told else {}
    answer = administrator.post("/setup/what-if/", given)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not WhatIf.objects.exists()


def test_managers_and_auditors_read_and_start_nothing(lived: Lived) -> None:
    what_if = lived.tried()
    for role in ("manager", "auditor"):
        client = signed_in(role)
        page = words(client.get("/setup/what-if/"))
        assert "Support of Acme v2" in page
        assert "Try a version" not in page
        assert client.post("/setup/what-if/", {"version": lived.draft.pk}).status_code == 403
        assert "Remove this result" not in words(client.get(f"/setup/what-if/{what_if.pk}/"))


def test_the_figures_are_told_and_lead_to_what_they_count(administrator: Client, lived: Lived) -> None:
    what_if = lived.tried()
    answer = administrator.get(f"/setup/what-if/{what_if.pk}/")
    page = words(answer)
    assert "Compliance would fall from 50.0 % to 42.9 % ." in page
    assert "There would have been 76 % fewer alerts ." in page  # 17 → 4
    assert "First response 1 0 1 1 1 0 0 66.7 % → 25.0 %" in page
    assert "Resolution 0 1 1 1 0 0 0 33.3 % → 66.7 %" in page
    assert "duty@example.org 17 0" in page
    assert "Ines Carvalho 0 2" in page
    assert "nobody at all 0 2" in page
    assert "4 of them come earlier." in page
    assert "1 case would be violated at once, with 1 clock." in page
    assert "You can trust the comparison." in page
    for address in re.findall(
        r'href="(/setup/what-if/\d+/(?:clocks|alerts|cases)/[^"]*)"', answer.content.decode()
    ):
        assert administrator.get(address.replace("&amp;", "&")).status_code == 200, address


@pytest.mark.parametrize(("by", "line"), [("tier", "Gold 1 1 2 2 1 0 0"), ("priority", "P1 1 1 2 2 1 0 0")])
def test_outcomes_are_grouped_by_tier_and_priority_too(
    administrator: Client, lived: Lived, by: str, line: str
) -> None:
    assert line in words(administrator.get(f"/setup/what-if/{lived.tried().pk}/?by={by}"))


def test_a_list_says_why_each_clock_changes(administrator: Client, lived: Lived) -> None:
    what_if = lived.tried()
    address = f"/setup/what-if/{what_if.pk}/clocks/?before=met&after=violated"
    answer = administrator.get(address)
    page = words(answer)
    assert "Was met, would be violated" in page
    assert "budget 1 h → 30 m" in page
    assert "30 m earlier" in page
    assert "1 – 1 of 1" in page
    assert f'href="/cases/{lived.case("A").pk}/"' in answer.content.decode()
    file: Any = administrator.get(f"{address}&format=csv")
    assert len(b"".join(file.streaming_content).decode().splitlines()) == 2


def test_both_explanations_of_a_case_stand_side_by_side(administrator: Client, lived: Lived) -> None:
    what_if = lived.tried()
    page = words(administrator.get(f"/setup/what-if/{what_if.pk}/cases/{lived.case('A').pk}/"))
    assert "First response met → violated" in page
    assert "Budget 1 h → 30 m; the target moves 30 m earlier." in page
    assert "1 h from Mon 1 Jun, 10:00 UTC on, on 24×7 (no hours were named). Used: 45 m of 1 h." in page
    assert "30 m from Mon 1 Jun, 10:00 UTC on, on 24×7 (no hours were named). Used: 45 m of 30 m." in page
    assert page.count("As it was") == page.count("As it would have been") == 2


def test_an_explanation_is_that_of_the_version_as_it_was_run(administrator: Client, lived: Lived) -> None:
    from msgspec.structs import replace

    from entitlements.selectors.process_versions import read_process
    from entitlements.services.update_draft import update_draft
    from tests.milestones.promised import first_response

    what_if = lived.tried()
    content = replace(read_process(lived.draft.pk), milestones=(first_response(5),))
    update_draft(version_id=lived.draft.pk, content=content)
    assert "The draft was changed since." in words(administrator.get(f"/setup/what-if/{what_if.pk}/"))
    page = words(administrator.get(f"/setup/what-if/{what_if.pk}/cases/{lived.case('A').pk}/"))
    assert "Budget 1 h → 30 m" in page
    assert "Resolution" in page


def test_a_purged_case_stays_in_the_figures_without_its_words(administrator: Client, lived: Lived) -> None:
    what_if = lived.tried()
    number = lived.case("A").pk
    purge_cases([number], reason="Erasure", actor="user:1")
    page = words(administrator.get(f"/setup/what-if/{what_if.pk}/clocks/?before=met&after=violated"))
    assert f"Case {number} purged since" in page
    assert administrator.get(f"/setup/what-if/{what_if.pk}/cases/{number}/").status_code == 404


def test_one_is_removed_by_its_button(administrator: Client, lived: Lived) -> None:
    what_if = lived.tried()
    answer = administrator.post(f"/setup/what-if/{what_if.pk}/remove/", follow=True)
    assert "The what-if is removed. No case was touched." in words(answer)
    assert not WhatIf.objects.exists()


@pytest.mark.parametrize(
    "path",
    ["", "clocks/", "clocks/?before=perhaps", "clocks/?calendar_band=99", "alerts/", "cases/?figure=x"],
)
def test_what_is_not_there_is_not_found(administrator: Client, path: str) -> None:
    assert administrator.get(f"/setup/what-if/999999/{path}").status_code == 404


def test_the_page_of_a_version_lists_its_what_ifs(administrator: Client, lived: Lived) -> None:
    what_if = lived.tried()
    answer = administrator.get(f"/setup/versions/{lived.draft.pk}/")
    assert f"/setup/what-if/{what_if.pk}/" in answer.content.decode()
    assert "1 met → violated, 1 violated → met" in words(answer)
    assert f"/setup/what-if/?version={lived.draft.pk}" in answer.content.decode()


def test_the_tool_room_shows_all_of_it_and_changes_nothing(admin_client: Client, lived: Lived) -> None:
    what_if = lived.tried()
    for name in ("whatif", "whatifclock", "whatifalert", "whatifcase"):
        assert admin_client.get(f"/admin/escalations/{name}/").status_code == 200
        assert admin_client.get(f"/admin/escalations/{name}/add/").status_code == 403
    assert admin_client.get(f"/admin/escalations/whatif/{what_if.pk}/change/").status_code == 200
