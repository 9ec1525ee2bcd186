"""What the author of a version meant, as tests stored with it."""

from typing import ClassVar

from django.db import models

from entitlements.models.immutability import process_versions
from entitlements.models.naming import has_text
from entitlements.models.process_version import ProcessVersion
from sla_admin.shared.changes.recorded import recorded


class PolicyTest(models.Model):
    """Given this case and these events, then these clocks stand so (entitlements.process.policy_test).

    Red tests keep the version from being activated; afterwards they never change, like the version itself.
    """

    version = models.ForeignKey(ProcessVersion, on_delete=models.CASCADE, related_name="policy_tests")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200, help_text="A sentence: what is promised.")
    given = models.JSONField(help_text="The case: opened_at, fields, tier, events.")
    then = models.JSONField(help_text="What is expected, a list.")

    class Meta:
        ordering: ClassVar = ["version", "position", "id"]
        constraints: ClassVar = [
            has_text("name", "policy_test_name_is_given"),
            models.UniqueConstraint(
                fields=["version", "name"],
                name="policy_test_name_once",
                violation_error_message="This version has a test of this name.",
            ),
            models.CheckConstraint(
                name="policy_test_expects_something",
                condition=~models.Q(then=[]),
                violation_error_message="A test expects something.",
            ),
        ]
        triggers: ClassVar = [
            *recorded("policy_test", name="changed.name", part_of=("process_version", "changed.version_id")),
            process_versions.child_of_draft("version_id", "%s"),
            process_versions.not_truncated(),
        ]

    def __str__(self) -> str:
        return self.name
