"""Hash chains: what was written once can be checked against the head for ever."""

from hashlib import sha256

GENESIS = b""
"""What the first link of every chain follows."""


def link(previous: bytes, content: bytes) -> bytes:
    """The hash of a record: SHA-256 over the hash of the record before it and its own stored bytes."""
    return sha256(previous + content).digest()
