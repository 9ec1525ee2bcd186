"""Making and revoking API keys."""

from collections.abc import Collection

from django.db import transaction

from sla_admin.shared.api.instants import as_datetime
from sla_admin.shared.api_keys.key_text import new_key_text
from sla_admin.shared.errors import Conflict, InvalidInput
from sla_admin.shared.models.api_key import SCOPES, ApiKey


def issue_key(
    name: str, scopes: Collection[str], *, at: int, expires_at: int | None = None
) -> tuple[ApiKey, str]:
    """A new key and its written form, which cannot be had a second time.

    Instants are microseconds since 1970, UTC. Raises InvalidInput for a blank name, no scope or an unknown
    one, and an expiry that is not after `at`.
    """
    problems = []
    if not name.strip():
        problems.append(("name", "Say which system uses the key."))
    elif len(name.strip()) > 100:
        problems.append(("name", "A name has at most 100 characters."))
    if not scopes:
        problems.append(("scopes", f"Name at least one of: {', '.join(SCOPES)}."))
    problems.extend(
        ("scopes", f"There is no scope {scope!r}; there are: {', '.join(SCOPES)}.")
        for scope in scopes
        if scope not in SCOPES
    )
    if expires_at is not None and expires_at <= at:
        problems.append(("expires_at", "A key cannot expire before it is made."))
    if problems:
        raise InvalidInput(problems)
    text = new_key_text()
    key = ApiKey.objects.create(
        name=name.strip(),
        prefix=text.prefix,
        secret_hash=text.secret_hash,
        scopes=[scope for scope in SCOPES if scope in scopes],
        created_at=as_datetime(at),
        expires_at=None if expires_at is None else as_datetime(expires_at),
    )
    return key, str(text)


def revoke_key(key: ApiKey, *, at: int) -> ApiKey:
    """From now on the key is refused; it stays listed, so that its traces keep their name.

    Raises Conflict when it was revoked before.
    """
    with transaction.atomic():
        revoked = ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=as_datetime(at))
        if not revoked:
            raise Conflict("This key has been revoked before.")
    key.refresh_from_db()
    return key
