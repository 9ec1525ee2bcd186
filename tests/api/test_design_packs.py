"""The design pack by API: read, sign once, read what was signed, take it as files."""

import io
import zipfile
from typing import Any

import pytest

from entitlements.models import ProcessVersion
from entitlements.services.tiers import create_tier
from escalations.models import DesignSignOff
from tests.api.conftest import Caller
from tests.escalations.services.test_simulate import promised  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db

PACKS = "/api/v1/design-packs/"
CURRENT = f"{PACKS}current/"


def rows(answer: Any, table: str, part: str = "tables") -> list[list[str]]:
    found: list[list[str]] = next(each["rows"] for each in answer[part] if each["id"] == table)
    return found


def sign(caller: Caller, expect: int = 201, **changes: Any) -> Any:
    body = {"hash": caller.get(CURRENT)["hash"], "name": "Petra Lang", "role": "for Acme", **changes}
    return caller.post(PACKS, body, expect=expect, Idempotency_Key="sign-1")


def test_the_design_of_now(caller: Caller, promised: ProcessVersion) -> None:  # noqa: F811
    answer = caller.get(CURRENT)

    assert (answer["scope"], answer["version"], answer["signed"]) == ("Everything in force", None, None)
    assert rows(answer, "tiers") == [["Gold", "1", "", "Enterprise"]]
    assert rows(answer, "targets-now", "evidence")[0][0] == "case owner"
    assert caller.get(f"{CURRENT}?version={promised.pk}")["scope"] == "Enterprise, version 1"
    for wrong in ("999999", "x"):
        assert caller.get(f"{CURRENT}?version={wrong}", expect=400)["errors"][0]["field"] == "version"


def test_signing_twice_with_one_key_signs_once(caller: Caller, promised: ProcessVersion) -> None:  # noqa: F811
    first = sign(caller)
    again = sign(caller)

    assert first == again
    assert DesignSignOff.objects.count() == 1
    assert caller.last["Location"] == f"{PACKS}{first['id']}/"
    assert first["sign_offs"][0]["actor"].startswith("key:")
    assert caller.get(PACKS)["results"] == [first]
    assert caller.get(CURRENT)["is_current"] is True


def test_a_signed_pack_says_what_has_changed_since(caller: Caller, promised: ProcessVersion) -> None:  # noqa: F811
    signed = sign(caller)
    create_tier(key="silver", name="Silver", rank=2)

    answer = caller.get(f"{PACKS}{signed['id']}/")

    assert answer["is_current"] is False
    assert answer["changed"] == [
        {"table": "Tiers", "differences": ["Silver: added (rank 2, sold with not sold yet)."]}
    ]
    assert rows(answer, "tiers") == [["Gold", "1", "", "Enterprise"]]
    assert rows(answer, "sizes", "evidence")[0] == ["Entitlements in force", "1"]


def test_what_is_no_longer_so_is_not_signed(caller: Caller, promised: ProcessVersion) -> None:  # noqa: F811
    read = caller.get(CURRENT)["hash"]
    create_tier(key="silver", name="Silver", rank=2)

    answer = sign(caller, expect=409, hash=read)

    assert answer["type"] == "urn:sla-admin:problem:conflict"
    refused = sign(caller, expect=400, name=" ", role="")
    assert {each["field"] for each in refused["errors"]} == {"role"}
    assert not DesignSignOff.objects.exists()


def test_files(caller: Caller, promised: ProcessVersion) -> None:  # noqa: F811
    signed = sign(caller)
    for path in (f"{CURRENT}files/", f"{PACKS}{signed['id']}/files/"):
        answer = caller.send("GET", path)
        assert answer.status_code == 200
        assert answer["Content-Type"] == "application/zip"
        assert (
            answer["Content-Disposition"] == f'attachment; filename="design-pack-{signed["hash"][:12]}.zip"'
        )
        assert "01-tiers.csv" in zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert caller.get(f"{PACKS}999999/files/", expect=404)["type"] == "urn:sla-admin:problem:not-found"
