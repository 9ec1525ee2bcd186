"""What is happening: cases, their events, their clocks, and the people who hold them."""

from milestones.models.case import Case
from milestones.models.case_event import CaseEvent
from milestones.models.case_milestone import CaseMilestone
from milestones.models.case_state import CaseState
from milestones.models.comment import Comment
from milestones.models.ledger_entry import LedgerEntry
from milestones.models.people import Agent, Queue, Team
from milestones.models.tombstone import Tombstone

__all__ = [
    "Agent",
    "Case",
    "CaseEvent",
    "CaseMilestone",
    "CaseState",
    "Comment",
    "LedgerEntry",
    "Queue",
    "Team",
    "Tombstone",
]
