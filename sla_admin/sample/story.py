"""The story of one case: what happened to it, event by event, each as its source would tell it."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace

from milestones.clock.event import Command
from milestones.models.case import LOCAL
from milestones.services.case_request import CaseRequest, CommentText
from sla_admin.sample.promises import CLOSED, IN_PROGRESS, ON_CUSTOMER, OPEN, RESOLVED
from sla_admin.sample.topics import Topic

SOURCE = "sample"


class Told(NamedTuple):
    """One event, and the instant (µs, UTC) at which the product learned of it."""

    at: int
    request: CaseRequest


class Tale(NamedTuple):
    """What was told of one case; `is_lived`: we heard of each thing when it happened."""

    told: Sequence[Told]
    is_lived: bool


class Writer(NamedTuple):
    """Who writes: the user name, and the name below what was written."""

    username: str
    name: str


class Story:
    """Collects the events of one case as they happened. Instants are µs since 1970, UTC."""

    def __init__(
        self,
        topic: Topic,
        *,
        opened: int,
        customer: str,
        record_type: str = "",
        fields: dict[str, Any],
    ) -> None:
        self.topic = topic
        self.opened = opened
        self.customer = customer
        self.told: list[Told] = []
        self._tell(
            opened,
            fields={"subject": topic.subject, "status": OPEN} | fields,
            comment=CommentText(kind="customer", body=topic.opening, author=customer),
            record_type=record_type,
        )

    def field(self, at: int, actor: str = "", **changes: Any) -> None:
        """Fields the source asserts; attributes are written `attributes__name`."""
        self._tell(at, actor, fields={name.replace("__", "."): value for name, value in changes.items()})

    def assign(self, at: int, owner: str | None, actor: str) -> None:
        self._tell(at, actor, fields={"owner": owner})

    def reply(self, at: int, writer: Writer, body: str, *, known: int | None = None, **fields: Any) -> None:
        """A public answer; `known` is when we learned of it, where that was later."""
        self._say(at, writer, "public", body, known=known, **fields)

    def note(self, at: int, writer: Writer, body: str) -> None:
        self._say(at, writer, "internal", body)

    def ask(self, at: int, writer: Writer, body: str = "", status: str = ON_CUSTOMER) -> None:
        """A question, and from now on the case waits."""
        self._say(at, writer, "public", body or self.topic.question, status=status)

    def answer(self, at: int, body: str = "", status: str = IN_PROGRESS) -> None:
        """The customer writes, and the case goes on."""
        self._tell(
            at,
            fields={"status": status},
            comment=CommentText(kind="customer", body=body or self.topic.answer, author=self.customer),
        )

    def resolve(self, at: int, writer: Writer, body: str = "") -> None:
        self._say(at, writer, "public", body or self.topic.fix, status=RESOLVED)

    def close(self, at: int) -> None:
        """Resolved before; the source closes it when nobody objects."""
        self.field(at, status=CLOSED)

    def hold(
        self,
        at: int,
        actor: str,
        note: str,
        milestone: str | None = None,
        *,
        code: str,
        until: int | None = None,
    ) -> None:
        """Paused by hand under that reason code, until the customer replies, somebody resumes it, or then."""
        self._tell(
            at,
            actor,
            event_source=LOCAL,
            commands=(
                Command(
                    "pause",
                    milestone=milestone,
                    reason=note,
                    until_reply=until is None,
                    until=until,
                    reason_code=code,
                ),
            ),
        )

    def resume(self, at: int, actor: str, milestone: str | None = None) -> None:
        self._tell(at, actor, event_source=LOCAL, commands=(Command("resume", milestone=milestone),))

    def complete(self, at: int, actor: str, milestone: str, reason: str) -> None:
        """A milestone completed by hand."""
        self._tell(
            at, actor, event_source=LOCAL, commands=(Command("complete", milestone=milestone, reason=reason),)
        )

    def _say(
        self, at: int, writer: Writer, kind: str, body: str, *, known: int | None = None, **fields: Any
    ) -> None:
        self._tell(
            at,
            writer.username,
            known=known,
            fields=fields,
            comment=CommentText(kind=kind, body=body, author=writer.name),
        )

    def _tell(self, at: int, actor: str = "", *, known: int | None = None, **said: Any) -> None:
        number = len(self.told) + 1
        request = CaseRequest(
            source=SOURCE,
            external_id="",
            must_exist=number > 1,
            opened_at=self.opened if number == 1 else None,
            occurred_at=at,
            sequence=number,
            event_id=f"{number}",
            actor=actor,
            **said,
        )
        self.told.append(Told(known or at, request))

    def numbered(self, external_id: str, *, until: int, actors: Mapping[str, str]) -> list[Told]:
        """What was known by then, under the number the source has given the case.

        `actors` says how each user name is kept as an actor.
        """
        return [
            Told(
                at, replace(request, external_id=external_id, actor=actors.get(request.actor, request.actor))
            )
            for at, request in self.told
            if at <= until
        ]
