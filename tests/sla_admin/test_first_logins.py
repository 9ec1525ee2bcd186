"""The first logins: random, kept for their owner, made once."""

import stat
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.management import call_command

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def var(tmp_path: Path, settings: Any) -> Path:
    settings.VAR = tmp_path / "var"
    return tmp_path / "var"


def kept_passwords(var: Path) -> dict[str, str]:
    lines = [line.split() for line in (var / "logins").read_text().splitlines()]
    return {words[1]: words[2] for words in lines}


def test_the_kept_passwords_open_the_door_and_only_their_owner_can_read_them(var: Path) -> None:
    call_command("create_first_logins")

    for name, password in kept_passwords(var).items():
        assert authenticate(username=name, password=password) is not None
    assert stat.S_IMODE((var / "logins").stat().st_mode) == 0o600


def test_the_auditor_may_look_at_everything_and_change_nothing(var: Path) -> None:
    call_command("create_first_logins")

    auditor = User.objects.get(username="auditor")
    assert auditor.has_perm("milestones.view_case")
    assert all(name.partition(".")[2].startswith("view_") for name in auditor.get_all_permissions())


def test_where_an_administrator_exists_nobody_is_added(var: Path) -> None:
    User.objects.create_superuser("root", password="x")

    call_command("create_first_logins")

    assert list(User.objects.values_list("username", flat=True)) == ["root"]
    assert not var.exists()
