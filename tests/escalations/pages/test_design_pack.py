"""The pages of the design pack: read, sign, what was signed, files."""

import csv
import io
import zipfile
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from entitlements.models import ProcessVersion
from entitlements.services.tiers import create_tier
from escalations.models import DesignPack, DesignSignOff
from sla_admin.shared.viewing.roles import GROUPS, Role
from tests.escalations.services.test_simulate import promised  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db

PACK = "/setup/design-pack/"


def somebody(role: Role) -> Client:
    person = User.objects.create_user(f"a {role}", first_name="Hanna", last_name="Virtanen")
    person.groups.add(Group.objects.get_or_create(name=GROUPS[role])[0])
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def desk(promised: ProcessVersion) -> Client:  # noqa: F811
    return somebody("manager")


def read(client: Client, path: str = PACK) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer


def sign(client: Client, expect: int = 302, **changes: str) -> Any:
    form = {"hash": read(client).context["design"].hash, "name": "Petra Lang", "role": "for Acme", "note": ""}
    answer = client.post(reverse("setup-design-pack-sign"), {**form, **changes})
    assert answer.status_code == expect
    return answer


def test_the_document_says_tiers_matrix_hours_and_what_is_not_set_up(desk: Client) -> None:
    page = read(desk).content.decode()

    assert "Not signed yet." in page
    assert "<h4>Gold" in " ".join(page.split()).replace("<h4> ", "<h4>")
    assert "in open time of Office" in page
    assert "No escalation rules are set up." in page
    assert "No policy test is stored with these versions." in page


def test_signing_leads_to_the_pack_as_signed(desk: Client) -> None:
    answer = sign(desk, note="As agreed.")

    page = read(desk, answer["Location"]).content.decode()
    assert "Nothing has changed since." in page
    assert "Petra Lang" in page
    assert "recorded by Hanna Virtanen" in page
    assert "“As agreed.”" in page
    assert "Signed, and unchanged since." in read(desk).content.decode()


def test_a_change_is_told_on_every_page_and_the_signed_pack_stays(desk: Client) -> None:
    signed = sign(desk)["Location"]
    create_tier(key="silver", name="Silver", rank=2)

    now = read(desk).content.decode()
    assert "The configuration has changed since it was signed." in now
    assert "Silver: added (rank 2, sold with not sold yet)." in now
    assert "Nobody has signed this design yet." in now
    kept = read(desk, signed)
    assert "This is the pack as it was signed" in kept.content.decode()
    assert [row[0] for row in kept.context["document"].tables["tiers"].rows] == ["Gold"]
    assert "Changed since" in read(desk, reverse("setup-design-packs")).content.decode()


def test_what_was_read_before_a_change_is_not_signed_and_nothing_typed_is_lost(desk: Client) -> None:
    before = read(desk).context["design"].hash
    create_tier(key="silver", name="Silver", rank=2)

    answer = sign(desk, expect=409, hash=before, note="Long thoughts")

    page = answer.content.decode()
    assert "The configuration has changed since you read it." in page
    assert "Long thoughts" in page
    assert answer.context["form"]["hash"].value() == answer.context["design"].hash != before
    assert not DesignPack.objects.exists()


def test_who_does_not_say_their_role_is_told_so(desk: Client) -> None:
    answer = sign(desk, expect=400, role="")

    assert "role" in answer.context["form"].errors
    assert not DesignPack.objects.exists()


def test_each_signature_shows_its_own_evidence(desk: Client) -> None:
    signed = sign(desk)["Location"]
    sign(desk, name="Hanna Virtanen", role="Head of Support")
    first = DesignSignOff.objects.order_by("pk")[0]

    assert "those of the signature of" in read(desk, signed).content.decode()
    assert read(desk, f"{signed}?evidence={first.pk}").context["chosen"].row == first


def test_auditors_read_and_do_not_sign(promised: ProcessVersion) -> None:  # noqa: F811
    auditor = somebody("auditor")

    assert "Sign this design" not in read(auditor).content.decode()
    assert auditor.post(reverse("setup-design-pack-sign"), {}).status_code == 403


def test_one_version_can_be_the_subject(desk: Client, promised: ProcessVersion) -> None:  # noqa: F811
    assert read(desk, f"{PACK}?version={promised.pk}").context["design"].scope == "Enterprise, version 1"
    for wrong in ("999999", "x", "1e3"):
        assert desk.get(f"{PACK}?version={wrong}").status_code == 404


def files(answer: Any) -> dict[str, list[list[str]]]:
    assert answer["Content-Type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    return {
        name: list(csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig"))))
        for name in archive.namelist()
    }


def test_files_hold_every_table_and_no_formula(desk: Client, promised: ProcessVersion) -> None:  # noqa: F811
    create_tier(key="trap", name='=HYPERLINK("evil")', rank=2)
    signed = sign(desk, name="@Petra", note="-1+1")["Location"]

    for path in (f"{PACK}?format=csv", f"{signed}?format=csv"):
        found = files(read(desk, path))
        assert found["00-pack.csv"][1][0] == "Everything in force"
        assert found["01-tiers.csv"][2][0] == '\'=HYPERLINK("evil")'
        assert found["02-tier-definitions.csv"][1] == [
            "Gold", "Enterprise", "First Response", "every priority", "4 h", "Office", "yes",
        ]  # fmt: skip
        assert found[max(found)][1][1:4] == ["'@Petra", "for Acme", "'-1+1"]


def test_every_sheet_names_the_pack_it_is_of(desk: Client) -> None:
    page = read(desk)
    digest = page.context["design"].hash
    head = reverse("setup-design-pack-running-head", args=[digest])

    assert f'href="{head}"' in page.content.decode()
    style = read(desk, head)
    assert style["Content-Type"] == "text/css; charset=utf-8"
    assert digest[:8] in style.content.decode()
    assert desk.get(reverse("setup-design-pack-running-head", args=["a" * 63])).status_code == 404
