"""Who does it, as the ledger names people."""

from django.http import HttpRequest


def actor_of(request: HttpRequest) -> str:
    """`user:<id>`, never a personal name."""
    return f"user:{request.user.pk}"
