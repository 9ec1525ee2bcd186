"""Secrets at rest: encrypted with a key that is derived from the installation's own, which is not in the
database.
"""

from base64 import urlsafe_b64encode
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_PURPOSE = b"sla-admin: secrets of webhook endpoints"


class Lost(Exception):
    """What was sealed cannot be opened: neither SECRET_KEY nor its fall-backs sealed it."""


def seal(text: str) -> str:
    """The text, encrypted and authenticated."""
    return _box().encrypt(text.encode()).decode("ascii")


def unseal(sealed: str) -> str:
    """The text again. Raises Lost where another installation's key sealed it."""
    try:
        return _box().decrypt(sealed.encode("ascii")).decode()
    except InvalidToken as error:
        raise Lost("Neither SECRET_KEY nor SECRET_KEY_FALLBACKS opens it.") from error


def _box() -> MultiFernet:
    return _box_of((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=8)
def _box_of(keys: tuple[str, ...]) -> MultiFernet:
    """The first key seals, all of them open: a changed SECRET_KEY keeps what its predecessor sealed."""
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    hkdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE)
    return urlsafe_b64encode(hkdf.derive(key.encode()))
