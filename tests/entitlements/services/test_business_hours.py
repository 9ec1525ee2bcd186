"""Hours as rows: drafted, refused, published, pinned; and counted in SQL as in Python."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from entitlements.business_time.calendar import Calendar
from entitlements.business_time.errors import SearchFailed
from entitlements.business_time.holidays import FixedDate, Holiday, NthWeekday, Yearly
from entitlements.business_time.instants import DAY, HOUR, parse_instant, to_datetime, to_instant
from entitlements.models import (
    AdoptionMode,
    BusinessHours,
    BusinessHoursRevision,
    OpenWindow,
)
from entitlements.models import Holiday as HolidayRow
from entitlements.selectors.calendars import calendar_for, current_timelines, forget_calendars
from entitlements.services import hours_in_use
from entitlements.services.business_hours import (
    Publication,
    add_holidays,
    change_draft,
    create_business_hours,
    discard_draft,
    draft_revision,
    publish_revision,
)
from entitlements.services.open_windows import ensure_windows, extend_windows
from sla_admin.shared.errors import Conflict, InvalidInput, NotFound

pytestmark = pytest.mark.django_db

NOW = parse_instant("2026-06-01T12:00:00Z")
NINE_TO_FIVE: list[Any] = [[["09:00", "17:00"]]] * 5 + [[], []]
NINE_TO_EIGHT: list[Any] = [[["09:00", "20:00"]]] * 5 + [[], []]
NEW_YORK = "America/New_York"


@pytest.fixture(autouse=True)
def _calendars_forgotten() -> Iterator[None]:
    forget_calendars()
    yield
    forget_calendars()


def local(text: str) -> datetime:
    """A date and time on the wall clock of the hours."""
    return datetime.fromisoformat(text)


def published(name: str = "Office", **fields: Any) -> Publication:
    given = {"zone": NEW_YORK, "weekly": NINE_TO_FIVE} | fields
    return publish_revision(
        create_business_hours(name=name, **given).id, at=NOW, actor="ada", reason="As agreed"
    )


def next_revision(hours_id: int, effective: str, **fields: Any) -> Publication:
    draft = draft_revision(hours_id, effective=local(effective))
    if fields:
        change_draft(draft.id, **fields)
    return publish_revision(draft.id, at=NOW, actor="ada", reason="As agreed")


class TestCreating:
    def test_hours_begin_with_a_draft_that_answers_nothing(self) -> None:
        draft = create_business_hours(name="Office", zone=NEW_YORK, weekly=NINE_TO_FIVE)
        assert draft.is_draft
        assert current_timelines([draft.hours_id]) == {}
        with pytest.raises(LookupError, match="no timeline 1"):
            calendar_for(draft.hours_id, 1)

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"zone": "Mars/Olympus"}, "zone"),
            ({"weekly": [[], [], [], [], [], [], []]}, "weekly"),
            ({"weekly": [[["09:00", "12:00"], ["11:00", "17:00"]], [], [], [], [], [], []]}, "weekly.mon"),
            ({"weekly": "always"}, "weekly"),
            ({"date_hours": [{"date": "2026-02-30", "intervals": []}]}, "date_hours.0.date"),
            ({"date_hours": [{"date": "2026-02-03"}]}, "date_hours.0"),
            ({"name": "  "}, "name"),
            ({"holidays": [Holiday("April 31", Yearly(4, 31))]}, "holidays.0"),
        ],
    )
    def test_wrong_hours_are_refused_by_field_and_nothing_is_kept(
        self, wrong: dict[str, Any], field: str
    ) -> None:
        given = {"name": "Office", "zone": NEW_YORK, "weekly": NINE_TO_FIVE} | wrong
        with pytest.raises(InvalidInput) as refused:
            create_business_hours(**given)
        assert [problem[0] for problem in refused.value.problems] == [field]
        assert not BusinessHours.objects.exists()

    def test_a_name_is_taken_once_whatever_its_letter_case(self) -> None:
        published("Office")
        with pytest.raises(InvalidInput, match="hours of this name"):
            create_business_hours(name="OFFICE", zone=NEW_YORK, weekly=NINE_TO_FIVE)


class TestPublishing:
    def test_published_hours_answer(self) -> None:
        hours = published().revision.hours_id
        assert current_timelines([hours]) == {hours: 1}
        start = parse_instant("2026-06-05T16:00:00-04:00")
        assert calendar_for(hours, 1).due(start, 2 * HOUR) == parse_instant("2026-06-08T10:00:00-04:00")

    def test_a_draft_copies_everything_of_the_newest_revision(self) -> None:
        holidays = (
            Holiday("New Year", Yearly(1, 1)),
            Holiday("Thanksgiving", NthWeekday(11, 3, 4)),
            Holiday("Noon", FixedDate(date(2026, 6, 3)), 12 * HOUR, 13 * HOUR),
        )
        dates = [{"date": "2026-12-24", "name": "Christmas Eve", "intervals": [["09:00", "12:00"]]}]
        first = published(holidays=holidays, date_hours=dates)
        draft = draft_revision(first.revision.hours_id, effective=local("2026-07-01T08:00"))
        second = publish_revision(draft.id, at=NOW, actor="ada", reason="As agreed")
        one, two = calendar_for(first.revision.hours_id, 2).timeline.revisions
        assert (two.zone, two.week, two.dates) == (one.zone, one.week, one.dates)
        assert set(two.holidays) == set(holidays) == set(one.holidays)
        assert two.effective == local("2026-07-01T08:00")
        assert second.timeline == 2

    def test_a_timeline_never_changes_when_a_later_one_is_published(self) -> None:
        hours = published().revision.hours_id
        start = parse_instant("2026-06-01T13:00:00-04:00")
        next_revision(hours, "2026-06-01T18:00", weekly=NINE_TO_EIGHT)
        assert calendar_for(hours, 1).due(start, 8 * HOUR) == parse_instant("2026-06-02T13:00:00-04:00")
        assert calendar_for(hours, 2).due(start, 8 * HOUR) == parse_instant("2026-06-02T11:00:00-04:00")

    def test_the_rules_of_the_zone_are_pinned(self) -> None:
        revision = published().revision
        assert bytes(revision.zone_rules or b"").startswith(b"TZif")
        assert calendar_for(revision.hours_id, 1).timeline.revisions[0].rules == bytes(
            revision.zone_rules or b""
        )

    def test_a_holiday_added_to_a_draft_closes_its_date_in_the_new_timeline_alone(self) -> None:
        hours = published().revision.hours_id
        draft = draft_revision(hours, effective=local("2026-06-02T00:00"))
        assert add_holidays(draft, [Holiday("Founders", FixedDate(date(2026, 6, 3)))], "by hand") == 1
        assert add_holidays(draft, [Holiday("Founders", FixedDate(date(2026, 6, 3)))], "again") == 0
        publish_revision(draft.id, at=NOW, actor="ada", reason="As agreed")
        start = parse_instant("2026-06-02T09:00:00-04:00")
        assert calendar_for(hours, 1).due(start, 10 * HOUR) == parse_instant("2026-06-03T11:00:00-04:00")
        assert calendar_for(hours, 2).due(start, 10 * HOUR) == parse_instant("2026-06-04T11:00:00-04:00")

    def test_publishing_twice_and_a_second_draft_are_refused(self) -> None:
        revision = published().revision
        with pytest.raises(Conflict, match="published and never changes"):
            publish_revision(revision.id, at=NOW, actor="ada", reason="As agreed")
        draft_revision(revision.hours_id, effective=local("2026-07-01T00:00"))
        with pytest.raises(Conflict, match="draft of these hours already"):
            draft_revision(revision.hours_id, effective=local("2026-08-01T00:00"))

    def test_a_discarded_draft_leaves_room_for_another(self) -> None:
        hours = published().revision.hours_id
        discard_draft(draft_revision(hours, effective=local("2026-07-01T00:00")).id)
        assert draft_revision(hours, effective=local("2026-08-01T00:00")).number == 2

    def test_what_does_not_exist_is_not_found(self) -> None:
        with pytest.raises(NotFound):
            draft_revision(0, effective=local("2026-07-01T00:00"))
        with pytest.raises(NotFound):
            publish_revision(0, at=NOW, actor="ada", reason="As agreed")

    def test_an_offset_in_the_effective_date_is_refused(self) -> None:
        hours = published().revision.hours_id
        with pytest.raises(InvalidInput, match=r"effective: .*without an offset"):
            draft_revision(hours, effective=datetime.fromisoformat("2026-07-01T00:00+00:00"))

    def test_publication_says_what_it_touches_and_hands_the_timeline_on(self) -> None:
        told: list[tuple[int, int, str, str, int, str]] = []

        class ThreeClocks(hours_in_use.Unused):
            def running_clocks(self, hours_id: int) -> int:
                return 3

            def adopt(
                self,
                hours_id: int,
                timeline: int,
                mode: AdoptionMode,
                *,
                actor: str,
                at: int,
                reason: str = "",
            ) -> int:
                told.append((hours_id, timeline, mode, actor, at, reason))
                return 7

        draft = create_business_hours(name="Office", zone=NEW_YORK, weekly=NINE_TO_FIVE)
        before = hours_in_use.installed()
        hours_in_use.install(ThreeClocks())
        try:
            publication = publish_revision(
                draft.id, at=NOW, actor="ada", mode=AdoptionMode.COUNT, reason="New shift plan"
            )
        finally:
            hours_in_use.install(before)
        assert (publication.touched, publication.run) == (3, 7)
        assert told == [(draft.hours_id, 1, "count", "ada", NOW, "New shift plan")]
        assert publication.revision.notes == "New shift plan"


INSERT_HOLIDAY = """
    INSERT INTO entitlements_holiday (revision_id, name, source, kind, date, begins, ends)
    SELECT id, 'More', '', {values} FROM entitlements_businesshoursrevision
"""


class TestTheDatabaseHoldsItStill:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE entitlements_businesshoursrevision SET weekly = '[]'",
            "UPDATE entitlements_businesshoursrevision SET published_at = NULL, mode = '', zone_rules = NULL",
            "DELETE FROM entitlements_businesshoursrevision",
            "TRUNCATE entitlements_businesshoursrevision CASCADE",
            "UPDATE entitlements_holiday SET name = 'Other'",
            "DELETE FROM entitlements_holiday",
            "TRUNCATE entitlements_holiday",
            INSERT_HOLIDAY.format(values="'date', '2026-01-01', NULL, NULL"),
        ],
    )
    def test_a_published_revision_changes_by_no_route(self, statement: str) -> None:
        published(holidays=(Holiday("New Year", Yearly(1, 1)),))
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            with pytest.raises(IntegrityError), transaction.atomic():
                cursor.execute(statement)

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE entitlements_businesshoursrevision SET number = 2",
            "UPDATE entitlements_businesshoursrevision SET effective_date = '2026-01-01'",
            "UPDATE entitlements_businesshoursrevision SET published_at = '2026-01-01'",
            INSERT_HOLIDAY.format(values="'date', NULL, NULL, NULL"),
            INSERT_HOLIDAY.format(values="'date', '2026-01-01', '12:00', '11:00'"),
        ],
    )
    def test_a_draft_that_makes_no_sense_can_not_be_stored(self, statement: str) -> None:
        create_business_hours(name="Office", zone=NEW_YORK, weekly=NINE_TO_FIVE)
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def asked(question: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {question}", values)
        return cursor.fetchone()[0]


class TestCountingInSql:
    """The SQL functions answer as the calendar does, at any instant, on any side of a closing."""

    HOURS = (
        (
            NEW_YORK,
            [
                [["09:00", "12:00"], ["13:00", "17:00"]],
                [["22:00", "06:00"]],
                [],
                [["00:00", "24:00"]],
                [["00:00", "24:00"]],
                [["03:00", "05:30"]],
                [],
            ],
        ),
        ("Australia/Lord_Howe", [[["01:30", "10:00:00.5"]]] * 7),
        ("UTC", [[["00:00", "24:00"]]] * 7),
    )

    @pytest.fixture
    def calendars(self) -> list[tuple[int, Calendar]]:
        found = []
        for zone, weekly in self.HOURS:
            holidays = (
                Holiday("New Year", Yearly(1, 1)),
                Holiday("Noon", Yearly(6, 9), 11 * HOUR, 12 * HOUR),
            )
            hours = published(zone, zone=zone, weekly=weekly, holidays=holidays).revision.hours_id
            found.append((hours, calendar_for(hours, 1)))
        return found

    def test_sql_equals_python_on_random_instants(self, calendars: list[tuple[int, Calendar]]) -> None:
        span = 4 * 366 * DAY
        instants = st.integers(NOW - span, NOW + span)
        openings = instants.map(calendars[0][1].next_opening)
        closings = instants.map(calendars[0][1].next_closing)
        moments = st.one_of(instants, openings, closings)

        @settings(deadline=None, max_examples=120)
        @given(st.sampled_from(calendars), moments, moments, st.integers(0, 3000 * HOUR), st.booleans())
        def agree(of: tuple[int, Calendar], a: int, b: int, micros: int, at_opening: bool) -> None:
            hours, calendar = of
            one, two = to_datetime(a), to_datetime(b)
            assert asked("business_position(%s, 1, %s)", hours, one) == calendar.position(a)
            assert asked("business_elapsed(%s, 1, %s, %s)", hours, one, two) == calendar.elapsed(a, b)
            due = asked("business_due(%s, 1, %s, %s, %s)", hours, one, micros, at_opening)
            assert to_instant(due) == calendar.due(a, micros, at_opening)

        agree()

    def test_the_functions_for_sets_answer_every_row_as_python_does(
        self, calendars: list[tuple[int, Calendar]]
    ) -> None:
        hours, calendar = calendars[0]
        moments = [NOW + step * 7_654_321_987 for step in range(2000)]
        moments += [calendar.next_opening(at) for at in moments[:50]]
        moments += [calendar.next_closing(at) for at in moments[:50]]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT w, on_opening, early.moment, late.moment"
                " FROM unnest(%s::timestamptz[]) WITH ORDINALITY AS asked (at, place)"
                " CROSS JOIN LATERAL business_positions(%s, 1, asked.at)"
                " CROSS JOIN LATERAL business_instants(%s, 1, w, false) AS early"
                " CROSS JOIN LATERAL business_instants(%s, 1, w, true) AS late ORDER BY place",
                [[to_datetime(at) for at in moments], hours, hours, hours],
            )
            answers = cursor.fetchall()
        levels = [calendar.position(at) for at in moments]
        assert [row[0] for row in answers] == levels
        assert [row[1] for row in answers] == [calendar.next_opening(at) == at for at in moments]
        assert [to_instant(row[2]) for row in answers] == [calendar.at_position(w) for w in levels]
        assert [to_instant(row[3]) for row in answers] == [calendar.at_position(w, True) for w in levels]

    def test_the_functions_for_sets_count_around_the_clock_and_refuse_what_is_not_compiled(self) -> None:
        always = calendar_for(None, 0).position(NOW)
        assert asked("w FROM business_positions(NULL, 0, %s)", to_datetime(NOW)) == always
        assert to_instant(asked("moment FROM business_instants(NULL, 0, %s, false)", always)) == NOW
        hours = published().revision.hours_id
        for question in (
            "count(w) FROM business_positions({hours}, 1, '2050-01-01Z')",
            "count(w) FROM business_positions({hours}, 2, '2026-01-01Z')",
            "count(moment) FROM business_instants({hours}, 1, 10000000000000000, true)",
        ):
            with pytest.raises(DataError, match="not compiled"), transaction.atomic():
                asked(question.format(hours=hours))

    def test_deadlines_on_a_closing_stay_or_move_as_asked(
        self, calendars: list[tuple[int, Calendar]]
    ) -> None:
        hours = calendars[0][0]
        monday = to_datetime(parse_instant("2026-06-01T11:00:00-04:00"))
        assert to_instant(asked("business_due(%s, 1, %s, %s)", hours, monday, HOUR)) == parse_instant(
            "2026-06-01T12:00:00-04:00"
        )
        assert to_instant(asked("business_due(%s, 1, %s, %s, true)", hours, monday, HOUR)) == parse_instant(
            "2026-06-01T13:00:00-04:00"
        )

    def test_without_hours_it_counts_around_the_clock(self) -> None:
        calendar = calendar_for(None, 0)
        at = to_datetime(NOW)
        assert asked("business_position(NULL, 0, %s)", at) == calendar.position(NOW)
        assert to_instant(asked("business_due(NULL, 0, %s, %s)", at, 5 * HOUR)) == calendar.due(NOW, 5 * HOUR)
        assert asked("business_elapsed(NULL, 0, %s, %s)", at, to_datetime(NOW + 7)) == 7
        assert to_instant(asked("business_at_position(NULL, 0, %s, false)", calendar.position(NOW))) == NOW

    @pytest.mark.parametrize(
        "question",
        [
            "business_position({hours}, 1, '2001-01-01Z')",
            "business_position({hours}, 1, '2050-01-01Z')",
            "business_due({hours}, 1, '2026-06-01Z', 3600000000 * 100000)",
            "business_due({hours}, 1, '2026-06-01Z', -1)",
            "business_position({hours}, 2, '2026-06-01Z')",
        ],
    )
    def test_sql_refuses_to_count_where_no_window_is_compiled(self, question: str) -> None:
        hours = published().revision.hours_id
        with pytest.raises(DataError, match=r"not compiled|not negative"), transaction.atomic():
            asked(question.format(hours=hours))

    def test_windows_are_extended_on_demand_and_in_time_and_give_the_same_positions(self) -> None:
        hours = published().revision.hours_id
        at = to_datetime(NOW)
        before = asked("business_position(%s, 1, %s)", hours, at)
        early, late = parse_instant("2001-01-01T00:00Z"), parse_instant("2050-01-01T00:00Z")
        ensure_windows(hours, 1, early, late)
        calendar = calendar_for(hours, 1)
        assert asked("business_position(%s, 1, %s)", hours, at) == before
        assert asked("business_position(%s, 1, %s)", hours, to_datetime(early)) == calendar.position(early)
        assert asked("business_position(%s, 1, %s)", hours, to_datetime(late)) == calendar.position(late)
        assert extend_windows(NOW) == 0
        assert extend_windows(parse_instant("2047-01-01T00:00Z")) == 1

    def test_windows_are_one_row_each_and_two_edges(self) -> None:
        hours = published(zone="UTC", weekly=[[["00:00", "24:00"]]] * 7).revision.hours_id
        rows = OpenWindow.objects.filter(hours_id=hours)
        assert rows.count() == 2
        assert rows.filter(ends=None).count() == 1


def test_a_search_that_ends_nowhere_is_told_and_nothing_is_made_up() -> None:
    dates = [{"date": "2026-06-03", "intervals": [["09:00", "10:00"]]}]
    hours = published(weekly=[[]] * 7, date_hours=dates).revision.hours_id
    with pytest.raises(SearchFailed):
        calendar_for(hours, 1).due(NOW, 2 * HOUR)
    with pytest.raises(DataError, match="not compiled"), transaction.atomic():
        asked("business_due(%s, 1, %s, %s)", hours, to_datetime(NOW), 2 * HOUR)


def test_revisions_and_holidays_name_themselves() -> None:
    revision = published(holidays=(Holiday("New Year", Yearly(1, 1)),)).revision
    assert str(BusinessHoursRevision.objects.get(id=revision.id)) == "Office 1"
    assert [str(row) for row in HolidayRow.objects.all()] == ["New Year"]
