"""Filters people keep: a name for a question they ask every day."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from entitlements.models.naming import has_text
from milestones.models.people import Team

LONGEST_NAME = 60


class SavedView(models.Model):
    """A filter of the case list under a name, in its owner's side bar and, when shared, in their team's.

    `question` holds the parameters of `milestones.selectors.case_filter`, as they stand in an address: names
    with lists of texts. They are checked when saved, and read leniently, so that a view outlives the queue it
    names.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=LONGEST_NAME)
    question = models.JSONField(default=dict, blank=True, help_text="Parameters of the case list.")
    shared_with = models.ForeignKey(
        Team,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="shared_views",
        help_text="The team that sees it too. Blank: its owner alone.",
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            has_text("name", "saved_view_name_is_given"),
            models.UniqueConstraint(
                "owner",
                Lower("name"),
                name="saved_view_name_once_per_owner",
                violation_error_message="You have a view of this name already.",
            ),
            models.CheckConstraint(
                name="saved_view_question_is_object",
                condition=Q(question__isnull=False) & Q(question__contains={}),
            ),
        ]

    def __str__(self) -> str:
        return self.name
