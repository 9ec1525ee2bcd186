"""Rows of the board as HTML, built from strings: a template with its parts takes thirty times as long, and a
board has hundreds of rows. Every value that comes from outside passes `escape`.
"""

from datetime import UTC, datetime

from django.urls import NoReverseMatch, reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from entitlements.models.support_tier import chosen_color
from milestones.models.open_case import STANDINGS
from milestones.pages.board.look import Look
from milestones.pages.coverage_words import outcome_words
from milestones.selectors.board.picture import Hours, Row
from sla_admin.shared.display import clock_face as faces
from sla_admin.shared.display import moments
from sla_admin.shared.display.clock_face import ClockFace
from sla_admin.shared.display.status import status_of
from sla_admin.shared.templatetags.parts.glyphs import avatar, priority, ring, status_word, tier

_OPEN = ("violated", "at_risk", "on_track", "paused")


class RowWriter:
    """Writes the rows of one picture for one kind of viewer. `at` is the picture's instant, µs."""

    def __init__(self, hours: list[Hours], look: Look, at: int) -> None:
        self._hours = {each.key: each for each in hours}
        self._look = look
        self._at = at
        self._avatars: dict[str, str] = {}
        self._tiers: dict[tuple[str, int, str], str] = {}
        self._words = {word: status_word(word) for word in STANDINGS}
        self._url = case_address()
        self._worse = ring("at_risk", 80, 16, False, _("another clock of this case is at risk"))

    def row(self, row: Row) -> SafeString:
        """The row of a case."""
        face = self.face(row)
        word = self._words[row.status]
        # The ring is drawn by whole percents, so that boards share a few hundred drawings.
        case = (
            f'<td role="cell" class="board-case" data-ring>'
            f"{ring(row.status, face.percent, 18, face.stands_still(self._at), word)}"
            f'<span class="board-number num">{escape(row.number)}</span>'
            f'<a class="board-subject" href="{self._url.replace("/0/", f"/{row.case}/")}">'
            f"{escape(row.subject or _('No subject'))}</a></td>"
        )
        return mark_safe(  # noqa: S308 (every value from outside was escaped)
            f'<tr class="board-row" role="row" data-row data-clock data-id="{row.case}" '
            f'data-status="{row.status}" data-said="{escape(self._said(row, word))}">{case}'
            f'<td role="cell" class="board-account">{escape(row.account)}</td>'
            f'<td role="cell" class="board-tier">{priority(row.priority) if row.priority else ""}'
            f"{self._tier(row)}</td>{self._clock(row, face)}"
            f'<td role="cell" class="board-owner">{self._avatar(row.owner)}</td></tr>'
        )

    def face(self, row: Row) -> ClockFace:
        """The clock of the row, for the functions that put numbers into words."""
        hours = self._hours.get(row.hours)
        return ClockFace(
            row.status,  # type: ignore[arg-type]  # standings are statuses
            row.milestone,
            row.level,
            row.consumed,
            row.target,
            windows=hours.windows if hours is not None else None,
            horizon_at=hours.until if hours is not None else None,
            budget_days=row.budget_days,
            budget_at=row.budget_at,
        )

    def _clock(self, row: Row, face: ClockFace) -> str:
        if row.status not in _OPEN:
            remark = _("set aside") if row.is_aside else _("nothing open")
            if row.status == "no_clock" and not row.is_aside:
                remark = str(outcome_words(row.outcome).short)
            return (
                f'<td role="cell" class="board-milestone">{self._words[row.status]}</td>'
                f'<td role="cell" class="board-remark" aria-colspan="2">{escape(remark)}</td>'
            )
        milestone = f"{escape(row.milestone)}{self._worse if row.worse else ''}"
        if row.is_aside:
            due = str(escape(_("set aside")))
        elif row.status == "paused":
            due = str(escape(_("paused")))
        else:
            due = self._moment(row.target or 0)
        return (
            f'<td role="cell" class="board-milestone">{milestone}</td>'
            f'<td role="cell" class="board-left num">{self._number(row, face)}</td>'
            f'<td role="cell" class="board-due num">{due}</td>'
        )

    def _number(self, row: Row, face: ClockFace) -> str:
        tone = status_of(row.status).tone
        said = escape(faces.number(face, self._at, self._look.words, bare=True))
        told = ""
        if face.ticks and not row.is_aside:
            until = f' horizon="{face.horizon_at // 1000}"' if face.horizon_at is not None else ""
            told = (
                f' at="{self._at // 1000}" target="{(row.target or 0) // 1000}" '
                f'consumed="{row.consumed // 1000}" budget="{row.level // 1000}" '
                f'hours="{hours_id(row.hours)}"{until} bare'
            )
        return (
            f'<sla-clock class="clock-number tone-{tone}" role="timer" status="{row.status}"{told}>'
            f'<span data-part="number">{said}</span></sla-clock>'
        )

    def _moment(self, instant: int) -> str:
        look = self._look
        words = moments.moment(instant, self._at, look.zone, look.cycle, look.words)
        full = moments.full_moment(instant, self._at, look.zone, look.cycle, look.words)
        return f'<time datetime="{_machine(instant)}" title="{escape(full)}">{escape(words)}</time>'

    def _said(self, row: Row, word: str) -> str:
        """What a reader hears when the state of this row changes."""
        if not row.milestone:
            return f"{row.number}: {word}"
        return _("%(milestone)s on %(case)s: %(state)s") % {
            "milestone": row.milestone,
            "case": row.number,
            "state": word.lower(),
        }

    def _tier(self, row: Row) -> str:
        if not row.tier:
            return ""
        key = (row.tier, row.tier_rank, row.tier_color)
        known = self._tiers.get(key)
        if known is None:
            known = self._tiers[key] = tier(row.tier, row.tier_rank, chosen_color(row.tier_color))
        return known

    def _avatar(self, name: str) -> str:
        known = self._avatars.get(name)
        if known is None:
            known = self._avatars[name] = avatar(name)
        return known


def hours_id(key: str) -> str:
    """The id of the element that says these hours once for all clocks of the page."""
    return f"hours-{key}"


def case_address() -> str:
    """The address of case 0, to be given another number; the list of cases where there is no such page."""
    for name, arguments in (("case", [0]), ("cases", [])):
        try:
            return reverse(name, args=arguments)
        except NoReverseMatch:
            continue
    return "#"


def _machine(instant: int) -> str:
    return datetime.fromtimestamp(instant // 1_000_000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
