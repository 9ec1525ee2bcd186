"""Secrets at rest, and signatures that the receivers' own library verifies."""

from datetime import UTC, datetime

import pytest
from pytest_django import Settings
from standardwebhooks import Webhook, WebhookVerificationError

from escalations.outbound.sealing import Lost, seal, unseal
from escalations.outbound.signing import new_secret, signed_headers

NOW = int(datetime.now(UTC).timestamp() * 1_000_000)


def test_what_is_sealed_is_not_seen_and_opens_again() -> None:
    sealed = seal("whsec_secret")
    assert "secret" not in sealed
    assert unseal(sealed) == "whsec_secret"
    assert seal("whsec_secret") != sealed


def test_a_changed_key_of_the_installation_opens_what_its_predecessor_sealed(settings: Settings) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "first", []
    sealed = seal("whsec_secret")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "second", ["first"]
    assert unseal(sealed) == "whsec_secret"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(Lost, match="Neither SECRET_KEY nor"):
        unseal(sealed)


def test_each_of_two_secrets_verifies_the_same_message() -> None:
    present, previous, other = new_secret(), new_secret(), new_secret()
    headers = signed_headers("7-1-1-0-alert", '{"a":"é"}', [present, previous], NOW)
    for secret in (present, previous):
        assert Webhook(secret).verify('{"a":"é"}', headers) == {"a": "é"}
    with pytest.raises(WebhookVerificationError):
        Webhook(other).verify('{"a":"é"}', headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(present).verify('{"a":"e"}', headers)
