"""Tells administrators once a day which open cases nothing is promised for; silent where there are none.

A case without a clock alerts nobody by itself, so somebody has to be told of it.
"""

from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from entitlements.business_time.instants import HOUR, to_datetime
from entitlements.coverage.refusals import day_of
from escalations.models import CoverageNotice
from escalations.selectors.targets import administrators
from milestones.selectors.coverage_gaps import GapCount, count_gaps

EARLIEST_HOUR = 6
"""Not before this hour of the site's day, so that it is among the first messages of the morning."""

WORDS = {
    "": _("set aside before their promise was decided"),
    "no_entitlement": _("no entitlement"),
    "expired": _("entitlement expired"),
    "not_started": _("entitlement not begun"),
    "channel_not_covered": _("channel not covered"),
    "incidents_exhausted": _("incidents used up"),
}


def send_coverage_notice(at: int) -> CoverageNotice | None:
    """Send today's notice if there is something to say and it was not sent yet; at `at` (µs).

    Two callers at once send one; where the mail server cannot be reached, the next call tries again. Answers
    the notice that this call sent or failed to send.
    """
    day = day_of(at, settings.TIME_ZONE)
    if day_of(at - EARLIEST_HOUR * HOUR, settings.TIME_ZONE) != day:
        return None
    counts = count_gaps()
    if not counts:
        return None
    CoverageNotice.objects.bulk_create(
        [CoverageNotice(day=day, cases=sum(each.cases for each in counts), counts=_by_outcome(counts))],
        ignore_conflicts=True,
    )
    with transaction.atomic():
        notice = (
            CoverageNotice.objects.select_for_update(skip_locked=True).filter(day=day, sent_at=None).first()
        )
        if notice is None:
            return None
        notice.cases, notice.counts = sum(each.cases for each in counts), _by_outcome(counts)
        notice.attempts += 1
        _send(notice, counts, at)
        notice.save()
    return notice


def _send(notice: CoverageNotice, counts: list[GapCount], at: int) -> None:
    people = [address for address in administrators() if address]
    if not people:
        notice.failure = "No administrator has an e-mail address."
        return
    subject = ngettext(
        "%(count)s open case without a promise", "%(count)s open cases without a promise", notice.cases
    ) % {"count": notice.cases}
    context = {
        "subject": subject,
        "lines": [(_word(each), each.cases, to_datetime(each.oldest_opened_at)) for each in counts],
        "day": notice.day,
    }
    text = render_to_string("escalations/email/coverage_gaps.txt", context)
    html = render_to_string("escalations/email/coverage_gaps.html", context)
    messages = []
    for place, address in enumerate(people):
        # The same name for the same day and person: whoever gets it twice can tell.
        headers = {
            "Message-ID": f"<coverage-gaps-{notice.day}-{place}@sla-admin>",
            "Auto-Submitted": "auto-generated",
        }
        message = EmailMultiAlternatives(subject, text, None, [address], headers=headers)
        message.attach_alternative(html, "text/html")
        messages.append(message)
    try:
        get_connection().send_messages(messages)
    except (SMTPException, OSError) as error:
        notice.failure = f"The mail server did not take it: {error}"[:1000]
        return
    notice.failure, notice.recipients, notice.sent_at = "", len(people), to_datetime(at)


def _by_outcome(counts: list[GapCount]) -> dict[str, int]:
    return {each.outcome: each.cases for each in counts}


def _word(count: GapCount) -> str:
    return str(WORDS.get(count.outcome, count.outcome))
