"""Cases with a history, in every state, relative to now. Drawn by chance from a fixed seed: always the same
story.
"""

import random
from collections.abc import Iterator
from typing import Any

from milestones.services.case_request import CaseRequest, CommentText
from sla_admin.sample.people import People
from sla_admin.sample.promises import PRIORITIES

SOURCE = "sample"
HOW_MANY = 240
_SEED = 2026
_MINUTE = 60_000_000
_DAY = 1440 * _MINUTE

_SUBJECTS = (
    "Sign-in fails after the update",
    "Invoice shows the wrong address",
    "Export stops at row 65,536",
    "Sensor reports no temperature",
    "Search returns nothing for umlauts",
    "Report is empty for October",
    "Cannot add a second administrator",
    "Webhook is called twice",
    "Printer label has no barcode",
    "Slow page after lunch",
    "Password reset mail never arrives",
    "Two calendars disagree by an hour",
)
_PROGRESS = ("open", "open", "pending", "closed", "closed", "closed")


def sample_cases(people: People, teams: dict[str, str], at: int) -> Iterator[CaseRequest]:
    """Every event of every case, in the order in which it happened within the case."""
    chance = random.Random(_SEED)  # noqa: S311 (a story, not a secret)
    accounts = sorted(account for account in teams if account != "try")
    for number in range(1, HOW_MANY + 1):
        account = accounts[number % len(accounts)]
        # Half of them lie within the last two days, so that clocks of every colour are running now.
        age = chance.random() * (2 if number % 2 else 30) * _DAY
        yield from _story(
            chance, people, team=teams[account], account=account, number=number, opened=int(at - age), at=at
        )


def _story(
    chance: random.Random, people: People, *, team: str, account: str, number: int, opened: int, at: int
) -> Iterator[CaseRequest]:
    external_id = f"SC-{20000 + number}"
    owner = chance.choice(people.agents[team]) if chance.random() < 0.85 else None
    fields: dict[str, Any] = {
        "account": account,
        "subject": chance.choice(_SUBJECTS),
        "priority": chance.choices(PRIORITIES, (1, 2, 4, 3))[0],
        "status": "open",
        "channel": chance.choice(("web", "email", "phone", "chat")),
        "queue": people.queues[team],
        "owner": owner,
    }
    if account == "meridian" and number % 3 == 0:
        fields["attributes.incident"] = True

    def event(name: str, instant: int, **said: object) -> CaseRequest:
        return CaseRequest(
            source=SOURCE,
            external_id=external_id,
            must_exist=name != "opened",
            opened_at=opened if name == "opened" else None,
            occurred_at=instant,
            event_id=name,
            actor=str(owner or ""),
            silent=True,
            **said,  # type: ignore[arg-type]  # names and types as in CaseRequest
        )

    yield event("opened", opened, fields=fields)
    state = chance.choice(_PROGRESS) if at - opened < 3 * _DAY else chance.choice(_PROGRESS[2:])
    moment = opened
    steps = ["reply"] if state == "open" and chance.random() < 0.5 else []
    if state == "pending":
        steps = ["reply", "pending"]
    elif state == "closed":
        steps = ["reply", "pending", "customer", "closed"] if chance.random() < 0.4 else ["reply", "closed"]
    for place, step in enumerate(steps):
        moment += int(chance.expovariate(1 / (150 + 400 * place)) * _MINUTE) + _MINUTE
        if moment >= at:
            return
        name = f"{place}-{step}"
        if step == "reply":
            yield event(name, moment, comment=CommentText(kind="public", body="We are looking into it."))
        elif step == "customer":
            yield event(
                name,
                moment,
                fields={"status": "open"},
                comment=CommentText(kind="customer", body="Here is what you asked for."),
            )
        else:
            yield event(name, moment, fields={"status": step})
