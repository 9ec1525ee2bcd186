"""From facts to deliveries, inside the transaction that records the facts."""

import logging
from collections.abc import Sequence
from typing import Any

from celery import current_app
from kombu.exceptions import OperationalError

from entitlements.business_time.instants import to_datetime
from escalations.engine.pinned import PinnedMatrices
from escalations.engine.told import tell
from milestones.clock.fact import COMPLETED, OF_TRIGGERS
from milestones.engine.consequences import LedgerLine, Withdrawal

_log = logging.getLogger(__name__)

DELIVER_TASK = "escalations.tasks.deliver_due"
EXPIRES_AFTER_S = 2

_ANSWERED = OF_TRIGGERS | {COMPLETED}

_INSERT = """
    INSERT INTO escalations_delivery (
        case_id, ledger_seq, entry_id, repeat, purpose, action, target, endpoint_id, status, created_at,
        next_attempt_at, attempts, payload, recipients, possibly_sent, last_error
    )
    SELECT told.case_id, told.seq, told.entry_id, told.repeat, 'alert', told.action, told.target,
           told.endpoint_id, 'pending', %b, %b, 0, told.payload::jsonb, '[]', false, ''
    FROM unnest(%b::bigint[], %b::int[], %b::bigint[], %b::int[], %b::text[], %b::text[], %b::bigint[],
                %b::text[])
         AS told (case_id, seq, entry_id, repeat, action, target, endpoint_id, payload)
    ON CONFLICT (case_id, ledger_seq, entry_id, repeat, purpose) DO NOTHING
"""

# Rows are locked in the order of their ids, as the recording of outcomes does, so that neither waits for the
# other in a circle. What may have reached somebody is corrected; what certainly has not is only canceled. A
# row that is being sent at this moment keeps its status: its worker finds the withdrawal when it records the
# outcome.
_WITHDRAW = """
    WITH withdrawn AS (
        SELECT delivery.id
        FROM unnest(%b::bigint[], %b::int[]) AS fact (case_id, seq)
        JOIN escalations_delivery AS delivery
            ON delivery.case_id = fact.case_id AND delivery.ledger_seq = fact.seq
        WHERE delivery.purpose = 'alert' AND delivery.withdrawn_at IS NULL
        ORDER BY delivery.id
        FOR UPDATE OF delivery
    ), marked AS (
        UPDATE escalations_delivery AS delivery
        SET withdrawn_at = %b,
            status = CASE
                WHEN delivery.status = 'pending' OR (delivery.status = 'dead' AND NOT delivery.possibly_sent)
                THEN 'canceled' ELSE delivery.status
            END
        FROM withdrawn
        WHERE delivery.id = withdrawn.id
        RETURNING delivery.*
    )
    INSERT INTO escalations_delivery (
        case_id, ledger_seq, entry_id, repeat, purpose, action, target, endpoint_id, status, created_at,
        next_attempt_at, attempts, payload, recipients, possibly_sent, last_error
    )
    SELECT case_id, ledger_seq, entry_id, repeat, 'correction', action, target, endpoint_id, 'pending', %b,
        %b, 0, payload, '[]', false, ''
    FROM marked
    WHERE possibly_sent
    ON CONFLICT (case_id, ledger_seq, entry_id, repeat, purpose) DO NOTHING
"""


class MatrixConsequences:
    """Escalation's answer to facts: field updates for the fold, delivery rows for the outbox.

    Implements `milestones.engine.consequences.Consequences`. One instance serves a process; answers of pinned
    versions are remembered, since they never change.
    """

    def __init__(self, matrices: PinnedMatrices | None = None) -> None:
        self._matrices = matrices or PinnedMatrices()

    def field_updates(
        self, matrix_version: int | None, tier: str, priority: str, type: str, trigger: str
    ) -> Sequence[tuple[str, Any]]:
        """Fixed values to set on the case at that trigger, in the order of the cell.

        Raises LookupError when the version is a draft or does not exist.
        """
        return self._matrices.answer(matrix_version, tier, priority, type, trigger).field_updates

    def record(
        self, cursor: Any, lines: Sequence[LedgerLine], withdrawn: Sequence[Withdrawal], at: int
    ) -> bool:
        """Write an alert for each entry that answers a line, and take back what was told of withdrawn facts.

        The same line recorded twice gives the same rows once. Returns whether anything waits for delivery.
        """
        corrected = bool(withdrawn) and self._withdraw(cursor, withdrawn, at)
        alerted = bool(lines) and self._alert(cursor, lines, at)
        return alerted or corrected

    def ring(self) -> None:
        """Tell a worker to look at the outbox.

        A broker that can not be reached is logged: the outbox is polled.
        """
        try:
            current_app.send_task(DELIVER_TASK, expires=EXPIRES_AFTER_S, ignore_result=True, retry=False)
        except (OperationalError, OSError) as error:
            _log.warning("The doorbell could not be rung; beat will find the deliveries: %s", error)

    def _alert(self, cursor: Any, lines: Sequence[LedgerLine], at: int) -> bool:
        cases: list[int] = []
        seqs: list[int] = []
        entries: list[int] = []
        repeats: list[int] = []
        actions: list[str] = []
        targets: list[str] = []
        endpoints: list[int | None] = []
        payloads: list[str] = []
        answer = self._matrices.answer
        for line in lines:
            fact = line.fact
            if not line.send or fact.kind not in _ANSWERED:
                continue
            sendings = answer(line.matrix_version, line.tier, line.priority, fact.type, fact.trigger).sendings
            if not sendings:
                continue
            payload = tell(fact, line.tier, line.priority)
            for sending in sendings:
                cases.append(line.case_id)
                seqs.append(line.seq)
                entries.append(sending.entry)
                repeats.append(fact.repeat)
                actions.append(sending.action)
                targets.append(sending.target)
                endpoints.append(sending.endpoint)
                payloads.append(payload)
        if not cases:
            return False
        moment = to_datetime(at)
        cursor.execute(
            _INSERT, (moment, moment, cases, seqs, entries, repeats, actions, targets, endpoints, payloads)
        )
        return bool(cursor.rowcount)

    def _withdraw(self, cursor: Any, withdrawn: Sequence[Withdrawal], at: int) -> bool:
        moment = to_datetime(at)
        cases = [each.case_id for each in withdrawn]
        seqs = [each.seq for each in withdrawn]
        cursor.execute(_WITHDRAW, (cases, seqs, moment, moment, moment))
        return bool(cursor.rowcount)
