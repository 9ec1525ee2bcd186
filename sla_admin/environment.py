"""Reads settings from environment variables, each with a message that names the variable when it makes no
sense.
"""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo

import dj_database_url
from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """The variable's value without surrounding blanks; unset and empty are the same."""
    return os.environ.get(name, "").strip() or default


def words(name: str, default: str = "") -> list[str]:
    """A list separated by blanks or commas."""
    return text(name, default).replace(",", " ").split()


def flag(name: str) -> bool:
    """A yes or no; unset means no."""
    value = text(name).lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"", "0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}; write 1 for yes or 0 for no.")


def number(name: str, default: int, *, least: int, most: int) -> int:
    """A whole number within bounds."""
    value = text(name)
    if not value:
        return default
    if not value.isascii() or not value.isdecimal() or not least <= int(value) <= most:
        raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number from {least} to {most}.")
    return int(value)


def time_zone(name: str, default: str) -> str:
    """An IANA time zone."""
    value = text(name, default)
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise ImproperlyConfigured(
            f"{name} is {value!r}, which is no IANA time zone. Write one like Europe/Berlin or UTC."
        ) from None
    return value


def secret(name: str, *, kept_in: Path | None) -> str:
    """A secret: the variable's value, or a random one kept in that file, which only its owner may read.

    With `kept_in` None there is no default: several machines serve one installation, and must share the
    secret.
    """
    value = text(name)
    if value:
        return value
    if kept_in is None:
        raise ImproperlyConfigured(
            f"{name} is not set. With a database of your own (DATABASE_URL) it has no default: give every "
            "process of "
            f"the installation the same long random text, for example the output of "
            f"`python -c 'import secrets; print(secrets.token_urlsafe(64))'`."
        )
    if not kept_in.exists():
        kept_in.parent.mkdir(parents=True, exist_ok=True)
        draft = kept_in.with_name(f"{kept_in.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
        try:
            os.link(draft, kept_in)  # unlike a rename, keeps the secret of whoever came first
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return kept_in.read_text().strip()


def postgresql(url: str, **options: Any) -> dict[str, Any]:
    """Django's description of that database. Only PostgreSQL will do: locking, guards and bulk writes rest on
    it.
    """
    scheme = url.partition("://")[0]
    if scheme not in {"postgresql", "postgres"}:
        raise ImproperlyConfigured(
            f"DATABASE_URL begins with {scheme!r}. SLA Admin runs on PostgreSQL alone: its locks, its "
            "immutable tables "
            "and its bulk writes need it. Write postgresql://user:password@host:5432/database."
        )
    try:
        described = dict(dj_database_url.parse(url, **options))
    except ValueError as problem:
        raise ImproperlyConfigured(
            f"DATABASE_URL cannot be read: {problem} Write postgresql://user:password@host:5432/database, "
            "with "
            "special characters in it as %XX."
        ) from None
    if not described["NAME"]:
        raise ImproperlyConfigured(
            "DATABASE_URL names no database. Write postgresql://user:password@host/database."
        )
    return described


class WebAddress(NamedTuple):
    """The address under which people and links reach the installation."""

    url: str
    host: str
    is_secure: bool


def web_address(name: str, default: str) -> WebAddress:
    """An address of the form https://sla.example.org, without a path."""
    value = text(name, default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise ImproperlyConfigured(f"{name} is {value!r}; write an address like https://sla.example.org.")
    return WebAddress(value, parts.hostname, parts.scheme == "https")


_MAIL_SCHEMES: Mapping[str, tuple[int, bool, bool]] = {
    "smtp": (25, False, False),
    "smtp+starttls": (587, True, False),
    "smtps": (465, False, True),
}


def mail(url: str) -> dict[str, Any]:
    """Django's e-mail settings for an address of a mail server, or of a folder that takes mails as files.

    `smtp://host:25`, `smtp+starttls://user:password@host:587`, `smtps://user:password@host:465`,
    `file:///var/mail/sla`. A query `?timeout=10` bounds the wait for the server, in seconds.
    """
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.path:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": unquote(parts.path),
        }
    if parts.scheme not in _MAIL_SCHEMES or not parts.hostname:
        raise ImproperlyConfigured(
            "EMAIL_URL cannot be read. Write smtp://host:25, smtp+starttls://user:password@host:587, "
            "smtps://user:password@host:465, or file:///folder."
        )
    default_port, starttls, tls = _MAIL_SCHEMES[parts.scheme]
    try:
        port = parts.port or default_port
        timeout = int(parse_qs(parts.query).get("timeout", ["10"])[0])
    except ValueError:
        raise ImproperlyConfigured("EMAIL_URL: the port and the timeout are whole numbers.") from None
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": starttls,
        "EMAIL_USE_SSL": tls,
        "EMAIL_TIMEOUT": timeout,
    }
