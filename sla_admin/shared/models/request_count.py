"""How many requests a caller made in the present minute."""

from django.db import models


class RequestCount(models.Model):
    """One row per caller, shared by every web process so that a limit means the same with one or with twenty.

    The table is unlogged: after a crash of the database everybody begins with a fresh minute, and counting
    costs no write-ahead log. `minute` is minutes since 1970.
    """

    subject = models.CharField(max_length=40, primary_key=True)
    minute = models.BigIntegerField()
    requests = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.subject}: {self.requests}"
