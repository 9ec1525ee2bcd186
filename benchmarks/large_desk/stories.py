"""What happened to the cases of the large desk: drawn by chance from a fixed seed, told relative to now."""

import random
from collections.abc import Iterator
from typing import Any

from benchmarks.large_desk.desk import PRIORITIES, TIERS, Desk
from entitlements.business_time.durations import parse_budget
from milestones.services.case_request import CaseRequest, CommentText

_MINUTE = 60_000_000
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_STRETCH = 2.9
"""A week holds so many times more hours than are open in it: turns open time into calendar time, roughly."""

SUBJECTS = (
    "Checkout webhooks time out after the {n}.18 upgrade",
    "Password mail lands in spam",
    "Card refunds stay pending",
    "Time sheet rounds to the wrong day",
    "VAT number check rejects valid entries",
    "Return label for the wrong carrier",
    "Attachment preview is empty",
    "Sensor gateway offline in hall {n}",
    "Old tariff applied after renewal",
    "Cannot close period {n}",
    "Search returns archived orders",
    "Import skips rows with umlauts",
    "Backup restore asks for old key",
    "API returns 502 in bursts",
    "Customs form lacks HS code",
    "Role change takes an hour",
    "Webhook signature mismatch",
    "Failover test {n} did not switch back",
    "Chat widget hides the cart",
    "Cannot add a second warehouse",
    "Duplicate shipments after retry",
    "Meter readings out of order",
    "Seat map shows sold seats",
    "Certificate expires on edge node {n}",
    "Invoices show the wrong VAT",
    "Map tiles blank on Android {n}",
    "SSO login loops for contractors",
    "Scheduled job ran twice at 02:00",
)


def story(
    chance: random.Random, desk: Desk, *, source: str, external_id: str, at: int, is_closed: bool
) -> Iterator[CaseRequest]:
    """Every event of one case, in order, the last before `at`."""
    account, tier, team = chance.choice(desk.accounts)
    priority = chance.choices(PRIORITIES, (3, 12, 50, 35))[0]
    first, update, resolution = (_span(each) for each in TIERS[tier][priority])
    if is_closed:
        opened = at - int(chance.uniform(4, 95) * _DAY)
    else:
        opened = at - int(chance.random() * 0.9 * resolution * _STRETCH) - _MINUTE
    agent = chance.choice(desk.agents[team])
    owner = agent if chance.random() < 0.86 else None
    fields: dict[str, Any] = {
        "account": account,
        "subject": chance.choice(SUBJECTS).format(n=chance.randint(1, 24)),
        "priority": priority,
        "status": "open",
        "channel": chance.choice(("web", "email", "phone", "chat", "api")),
        "queue": chance.choice(desk.queues[team]),
        "owner": owner,
    }

    def event(name: str, instant: int, **said: Any) -> CaseRequest:
        return CaseRequest(
            source=source,
            external_id=external_id,
            must_exist=name != "opened",
            opened_at=opened if name == "opened" else None,
            occurred_at=instant,
            event_id=name,
            actor=owner or "",
            silent=True,
            **said,
        )

    yield event("opened", opened, fields=fields)
    until = min(at, opened + int(resolution * _STRETCH * chance.uniform(0.1, 1.02))) if is_closed else at
    moment = opened + int(
        first * (chance.uniform(0.05, 0.95) if chance.random() < 0.94 else chance.uniform(1, 6))
    )
    number = 0
    while moment < until and number < 12:
        number += 1
        yield event(
            f"reply-{number}", moment, comment=CommentText("public", "We are looking into it.", agent)
        )
        if not update:
            break
        moment += int(update * (chance.uniform(0.3, 0.98) if chance.random() < 0.95 else 1.2))
    moment = max(moment, opened + _HOUR)
    if moment < until and chance.random() < (0.4 if is_closed else 0.12):
        yield event("pending", moment, fields={"status": "pending"})
        answered = moment + int(chance.uniform(2, 40) * _HOUR)
        if answered < until and (is_closed or chance.random() < 0.3):
            said = CommentText("customer", "Here is what you asked for.")
            yield event("answered", answered, fields={"status": "open"}, comment=said)
    if is_closed:
        yield event("closed", until, fields={"status": "closed"})


def _span(written: str) -> int:
    """A budget as open µs; a business day counts nine hours here."""
    if not written:
        return 0
    budget = parse_budget(written)
    return budget.micros or (budget.days or 0) * 9 * _HOUR
