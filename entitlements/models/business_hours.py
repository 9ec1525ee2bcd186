"""Business hours: when an organisation works, as a line of revisions that are never changed once
published."""

from datetime import datetime
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from entitlements.models.naming import has_text, is_one_of
from sla_admin.shared.changes.recorded import recorded, value_of
from sla_admin.shared.guards import Guard, columns_that_never_change, refusal


class AdoptionMode(models.TextChoices):
    """What a published revision means for clocks that are running."""

    KEEP = "keep", "keep: running clocks stay on the hours they have"
    COUNT = "count", "count: running clocks use the new hours from now on"


class HolidayKind(models.TextChoices):
    """How a holiday names its dates."""

    DATE = "date", "one date"
    YEARLY = "yearly", "the same day every year"
    WEEKDAY = "weekday", "the Nth weekday of a month"


WEEKDAY_NAMES = (
    (0, "Monday"),
    (1, "Tuesday"),
    (2, "Wednesday"),
    (3, "Thursday"),
    (4, "Friday"),
    (5, "Saturday"),
    (6, "Sunday"),
)
PLACES = ((1, "first"), (2, "second"), (3, "third"), (4, "fourth"), (5, "fifth"), (-1, "last"))


class BusinessHours(models.Model):
    """A named set of hours. What they are is in its revisions."""

    name = models.CharField(max_length=200)
    zone = models.CharField(
        max_length=64,
        help_text="IANA time zone, like Europe/Berlin. Dates of entitlements are read in it; each revision "
        "names its own, and publishing one sets it here.",
    )
    description = models.TextField(blank=True)
    first_side = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="first_in",
        help_text="With the second: open where both are. Dates are read in the zone of the first.",
    )
    second_side = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="second_in"
    )

    class Meta:
        verbose_name = "business hours"
        verbose_name_plural = "business hours"
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("name"),
                name="business_hours_name_once",
                violation_error_message="There are hours of this name.",
            ),
            has_text("name", "business_hours_name_is_given"),
            has_text("zone", "business_hours_zone_is_given"),
            models.CheckConstraint(
                name="business_hours_have_two_sides_or_none",
                condition=Q(first_side=None, second_side=None)
                | (
                    Q(first_side__isnull=False, second_side__isnull=False)
                    & ~Q(first_side=F("second_side"))
                    & ~Q(first_side=F("id"))
                    & ~Q(second_side=F("id"))
                ),
                violation_error_message="An intersection is of two different sets of hours.",
            ),
        ]
        triggers: ClassVar = [
            *recorded("business_hours", name="changed.name"),
            columns_that_never_change(
                "first_side_id", "second_side_id", why="its timelines were compiled from them."
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_intersection(self) -> bool:
        """Whether what they are follows from two others."""
        return self.first_side_id is not None


_PUBLISHED = "Revision % of business hours % is published and never changes. Publish a new revision instead."

_of_its_kind = Guard(
    name="is_of_the_kind_of_its_hours",
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("hours_id", "first_timeline", "second_timeline"),
    declare=[("sides", "bigint")],
    func=f"""
        SELECT first_side_id INTO sides FROM entitlements_businesshours WHERE id = NEW.hours_id;
        IF (sides IS NULL) <> (NEW.first_timeline IS NULL) THEN
            {refusal("An intersection pins a timeline of each side, and no other hours do.")}
        END IF;
        RETURN NEW;
    """,  # noqa: S608 (every part is a constant of this file)
)

_starts_as_draft = Guard(
    name="starts_as_draft",
    operation=pgtrigger.Insert,
    func=f"""
        IF NEW.published_at IS NOT NULL THEN
            {refusal("A revision of business hours begins as a draft and is published afterwards.")}
        END IF;
        RETURN NEW;
    """,
)

_immutable_when_published = Guard(
    name="immutable_when_published",
    operation=pgtrigger.Update | pgtrigger.Delete,
    func=f"""
        IF OLD.published_at IS NOT NULL AND (TG_OP = 'DELETE' OR NEW IS DISTINCT FROM OLD) THEN
            {refusal(_PUBLISHED, "OLD.number", "OLD.hours_id")}
        END IF;
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        RETURN NEW;
    """,
)

_in_a_draft = """
    SELECT revision.number, revision.hours_id, revision.published_at INTO revision_number, of_hours, published
    FROM entitlements_businesshoursrevision AS revision
    WHERE revision.id = {revision}
    FOR SHARE;
    IF published IS NOT NULL THEN
        {refuse}
    END IF;
"""
_refuse_in_published = refusal(_PUBLISHED, "revision_number", "of_hours")

_only_in_a_draft = Guard(
    name="only_in_a_draft",
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    declare=[("revision_number", "integer"), ("of_hours", "bigint"), ("published", "timestamptz")],
    func=f"""
        IF TG_OP <> 'INSERT' THEN
            {_in_a_draft.format(revision="OLD.revision_id", refuse=_refuse_in_published)}
        END IF;
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        {_in_a_draft.format(revision="NEW.revision_id", refuse=_refuse_in_published)}
        RETURN NEW;
    """,
)


def _not_truncated() -> Guard:
    return Guard(
        name="not_truncated",
        level=pgtrigger.Statement,
        operation=pgtrigger.Truncate,
        func=f"""
            IF EXISTS (SELECT 1 FROM entitlements_businesshoursrevision WHERE published_at IS NOT NULL) THEN
                {refusal("Revisions of business hours are published: their tables can not be truncated.")}
            END IF;
            RETURN NULL;
        """,  # noqa: S608 (every part is a constant of this file)
    )


class BusinessHoursRevision(models.Model):
    """Hours in force from a local date and time on: a draft until it is published, then immutable.

    The revisions 1 to n of a set of hours are its timeline n; what a timeline answers never changes.
    """

    hours = models.ForeignKey(BusinessHours, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField(editable=False)
    effective_date = models.DateField(
        null=True,
        blank=True,
        help_text="Local date from which these hours hold. Blank for the first revision, which holds always.",
    )
    effective_time = models.TimeField(
        null=True, blank=True, help_text="Local time on that date; blank: midnight."
    )
    zone = models.CharField(max_length=64, help_text="IANA time zone, like Europe/Berlin.")
    zone_rules = models.BinaryField(
        null=True,
        help_text="The zone's rules at publication; a new release of them is published like a revision.",
    )
    weekly = models.JSONField(
        help_text='Seven lists of intervals, Monday first: [[["09:00", "17:00"]], …]. A closing at or before '
        "its opening is on the next day; 00:00 to 00:00 is the whole day.",
    )
    date_hours = models.JSONField(
        default=list,
        blank=True,
        help_text='Dates with hours of their own: [{"date": "2026-12-24", "name": "Christmas Eve", '
        '"intervals": [["09:00", "13:00"]]}]. No intervals: closed.',
    )
    notes = models.TextField(blank=True, help_text="Why these hours change.")
    first_timeline = models.PositiveIntegerField(
        null=True, editable=False, help_text="Of an intersection: the timeline of its first side."
    )
    second_timeline = models.PositiveIntegerField(null=True, editable=False)
    mode = models.CharField(
        max_length=5,
        choices=AdoptionMode,
        blank=True,
        editable=False,
        help_text="What publishing meant for running clocks.",
    )
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = "revision of business hours"
        verbose_name_plural = "revisions of business hours"
        ordering: ClassVar = ["hours_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="hours_revision_number_once", fields=["hours", "number"]),
            models.UniqueConstraint(
                name="hours_revision_one_draft",
                fields=["hours"],
                condition=Q(published_at=None),
                violation_error_message="There is a draft of these hours already.",
            ),
            models.CheckConstraint(name="hours_revision_counts_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="hours_revision_first_holds_always",
                condition=Q(number=1, effective_date=None, effective_time=None)
                | Q(number__gt=1, effective_date__isnull=False),
                violation_error_message="The first revision has no effective date, and every other has one.",
            ),
            models.CheckConstraint(
                name="hours_revision_pins_both_sides_or_none",
                condition=Q(first_timeline=None, second_timeline=None)
                | Q(first_timeline__gte=1, second_timeline__gte=1),
            ),
            models.CheckConstraint(
                name="hours_revision_published_is_whole",
                condition=Q(published_at=None, mode="", zone_rules=None)
                | Q(published_at__isnull=False, mode__in=AdoptionMode.values, zone_rules__isnull=False),
            ),
        ]
        triggers: ClassVar = [
            *recorded(
                "business_hours_revision",
                name=f"concat_ws(' ', {value_of('entitlements_businesshours', 'changed.hours_id')}, "
                "changed.number)",
                part_of=("business_hours", "changed.hours_id"),
                hide=("zone_rules",),
            ),
            _of_its_kind,
            _starts_as_draft,
            _immutable_when_published,
            _not_truncated(),
            columns_that_never_change("hours_id", "number", why="they name the revision."),
        ]

    def __str__(self) -> str:
        return f"{self.hours} {self.number}"

    @property
    def is_draft(self) -> bool:
        return self.published_at is None

    @property
    def effective(self) -> datetime | None:
        """The local date and time from which these hours hold, without a zone; None: always."""
        if self.effective_date is None:
            return None
        midnight = datetime.min.time()
        return datetime.combine(self.effective_date, self.effective_time or midnight)


class Holiday(models.Model):
    """A date, or a part of one, on which a revision of hours is closed. Frozen with its revision."""

    revision = models.ForeignKey(BusinessHoursRevision, on_delete=models.CASCADE, related_name="holidays")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=7, choices=HolidayKind, default=HolidayKind.DATE)
    date = models.DateField(null=True, blank=True, help_text="For one date.")
    month = models.PositiveSmallIntegerField(null=True, blank=True, help_text="1 to 12; for yearly holidays.")
    day = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="29 February: only in leap years."
    )
    weekday = models.PositiveSmallIntegerField(null=True, blank=True, choices=WEEKDAY_NAMES)
    nth = models.SmallIntegerField(
        null=True, blank=True, choices=PLACES, help_text="Which such weekday of the month."
    )
    begins = models.TimeField(
        null=True, blank=True, help_text="For a part of the date; blank: from its midnight."
    )
    ends = models.TimeField(null=True, blank=True, help_text="For a part of the date; blank: to its end.")
    source = models.CharField(max_length=200, blank=True, help_text="Where an imported holiday came from.")

    class Meta:
        ordering: ClassVar = ["revision_id", "date", "month", "day", "nth", "id"]
        constraints: ClassVar = [
            has_text("name", "holiday_name_is_given"),
            is_one_of("kind", "holiday_kind_known", HolidayKind),
            models.CheckConstraint(
                name="holiday_names_its_dates",
                condition=Q(kind="date", date__isnull=False, month=None, day=None, weekday=None, nth=None)
                | Q(
                    kind="yearly", date=None, month__range=(1, 12), day__range=(1, 31), weekday=None, nth=None
                )
                | Q(
                    kind="weekday",
                    date=None,
                    month__range=(1, 12),
                    day=None,
                    weekday__range=(0, 6),
                    nth__in=(1, 2, 3, 4, 5, -1),
                ),
                violation_error_message="One date has a date; yearly has month and day; the Nth weekday has "
                "month, weekday and place.",
            ),
            models.CheckConstraint(
                name="holiday_ends_after_it_begins",
                condition=Q(begins=None) | Q(ends=None) | Q(ends__gt=F("begins")),
                violation_error_message="It ends after it begins.",
            ),
        ]
        indexes: ClassVar = [models.Index(name="holiday_by_date", fields=["revision", "date"])]
        triggers: ClassVar = [
            *recorded(
                "holiday",
                name="concat_ws(' ', changed.name, changed.date)",
                part_of=("business_hours_revision", "changed.revision_id"),
            ),
            _only_in_a_draft,
            _not_truncated(),
        ]

    def __str__(self) -> str:
        return self.name
