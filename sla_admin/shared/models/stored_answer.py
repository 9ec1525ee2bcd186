"""Answers kept so that a repeated request is answered alike and done once."""

from typing import ClassVar

from django.db import models


class StoredAnswer(models.Model):
    """The answer to a write that carried an `Idempotency-Key`.

    Written in the transaction of the write itself: either both happened or neither. `fingerprint` is the
    SHA-256 of method, address and body; the same key with another fingerprint is a conflict. Instants are
    microseconds since 1970, UTC.
    """

    subject = models.CharField(max_length=40)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.BinaryField()
    expires_at = models.BigIntegerField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject", "key"], name="stored_answer_once_per_key"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.key}"
