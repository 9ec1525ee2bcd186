"""Settings from the environment: what they mean, and what is refused with words that name the variable."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from sla_admin import environment

PROJECT = Path(__file__).resolve().parent.parent.parent


def load_settings(tmp_path: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """The settings in a process of their own, with nothing in the environment but these variables."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "from sla_admin import settings; print(settings.SECRET_KEY, settings.ALLOWED_HOSTS)",
        ],
        cwd=PROJECT,
        env=kept | {"SLA_VAR": str(tmp_path / "var")} | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_installation_without_a_secret_is_refused(tmp_path: Path) -> None:
    done = load_settings(tmp_path, DATABASE_URL="postgresql://u@h/d", SECRET_KEY="")

    assert done.returncode != 0
    assert "SECRET_KEY is not set" in done.stderr
    assert not (tmp_path / "var" / "secret").exists()


def test_a_first_run_keeps_one_random_secret_for_its_owner_alone(tmp_path: Path) -> None:
    first = load_settings(tmp_path, SECRET_KEY="")
    again = load_settings(tmp_path, SECRET_KEY="")

    kept = tmp_path / "var" / "secret"
    assert first.returncode == 0, first.stderr
    assert len(kept.read_text()) > 60
    assert first.stdout == again.stdout
    assert kept.read_text() in first.stdout
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


@pytest.mark.parametrize("url", ["sqlite:///x.db", "mysql://u@h/d", "nonsense", "//"])
def test_any_database_but_postgresql_is_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="runs on PostgreSQL alone"):
        environment.postgresql(url)


def test_a_database_url_without_a_database_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="names no database"):
        environment.postgresql("postgresql://postgres@localhost")


def test_a_database_url_with_a_broken_port_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL cannot be read"):
        environment.postgresql("postgresql://postgres@localhost:none/sla")


def test_a_public_url_is_allowed_as_host(tmp_path: Path) -> None:
    done = load_settings(
        tmp_path, DATABASE_URL="postgresql://u@h/d", SECRET_KEY="x", PUBLIC_URL="https://sla.example.org"
    )

    assert "'sla.example.org'" in done.stdout


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("DEBUG", "perhaps", "DEBUG is 'perhaps'"),
        ("PORT", "99999", "PORT is '99999'"),
        ("SLA_TIME_ZONE", "Mars/Olympus", "no IANA time zone"),
        ("PUBLIC_URL", "sla.example.org", "PUBLIC_URL is 'sla.example.org'"),
        ("EMAIL_URL", "mail.example.org", "EMAIL_URL cannot be read"),
        ("DATABASE_URL", "sqlite:///x", "runs on PostgreSQL alone"),
    ],
)
def test_a_variable_that_makes_no_sense_is_named(tmp_path: Path, name: str, value: str, message: str) -> None:
    done = load_settings(tmp_path, **({"SECRET_KEY": "x"} | {name: value}))

    assert done.returncode != 0
    assert message in done.stderr


def test_mail_goes_over_starttls_with_a_login() -> None:
    settings = environment.mail("smtp+starttls://me%40x.org:s%3Acret@mail.x.org")

    assert settings["EMAIL_HOST"] == "mail.x.org"
    assert settings["EMAIL_PORT"] == 587
    assert settings["EMAIL_HOST_USER"] == "me@x.org"
    assert settings["EMAIL_HOST_PASSWORD"] == "s:cret"
    assert settings["EMAIL_USE_TLS"]
    assert not settings["EMAIL_USE_SSL"]


def test_mail_can_go_to_files() -> None:
    assert environment.mail("file:///var/x%20y")["EMAIL_FILE_PATH"] == "/var/x y"
