"""Deeds that must be explained."""

from sla_admin.shared.errors import InvalidInput


def required_reason(reason: str) -> str:
    """The reason without blanks around it. Raises InvalidInput where there is none."""
    given = reason.strip()
    if not given:
        raise InvalidInput.of("reason", "Say why: the reason is kept.")
    return given
