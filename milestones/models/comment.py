"""What was said on a case. Texts stay outside the ledger and the source events."""

from typing import ClassVar

from django.db import models

PUBLIC = "public"
INTERNAL = "internal"
CUSTOMER = "customer"
COMMENT_KINDS = (PUBLIC, INTERNAL, CUSTOMER)


class Comment(models.Model):
    """A reply to the customer (public), a note among colleagues (internal), or the customer's own words."""

    case = models.ForeignKey("milestones.Case", on_delete=models.CASCADE, related_name="comments")
    event = models.OneToOneField("milestones.CaseEvent", on_delete=models.CASCADE, related_name="comment")
    kind = models.CharField(
        max_length=8, choices=[(PUBLIC, "public"), (INTERNAL, "internal"), (CUSTOMER, "from the customer")]
    )
    author = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    occurred_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["occurred_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="comment_kind_known", condition=models.Q(kind__in=COMMENT_KINDS)),
            models.CheckConstraint(name="comment_not_empty", condition=~models.Q(body="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} comment {self.pk}"
