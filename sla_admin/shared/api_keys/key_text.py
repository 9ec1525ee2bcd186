"""The written form of an API key, `sla_<prefix>_<secret>`."""

import hashlib
import re
import secrets
import string
from typing import NamedTuple

_ALPHABET = string.ascii_lowercase + string.digits
_FORM = re.compile(r"sla_([0-9a-z]{8})_([0-9A-Za-z_-]{43})")


class KeyText(NamedTuple):
    """A key's two parts: the prefix everybody may see and the secret nobody keeps."""

    prefix: str
    secret: str

    def __str__(self) -> str:
        return f"sla_{self.prefix}_{self.secret}"

    @property
    def secret_hash(self) -> str:
        """SHA-256 of the secret, in hexadecimal."""
        return hashlib.sha256(self.secret.encode()).hexdigest()


def new_key_text() -> KeyText:
    """A fresh key: eight characters of prefix, 256 random bits of secret."""
    prefix = "".join(secrets.choice(_ALPHABET) for _ in range(8))
    return KeyText(prefix, secrets.token_urlsafe(32))


def parse_key_text(written: str) -> KeyText | None:
    """The parts of a written key; None where it does not have a key's form."""
    match = _FORM.fullmatch(written)
    return KeyText(match[1], match[2]) if match else None
