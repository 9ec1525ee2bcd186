"""What is happening: cases, their events, their clocks, and the people who hold them."""

from milestones.models.calendar_feed import CalendarFeed
from milestones.models.case import Case
from milestones.models.case_event import CaseEvent
from milestones.models.case_milestone import CaseMilestone
from milestones.models.case_state import CaseState
from milestones.models.comment import Comment
from milestones.models.ledger_entry import LedgerEntry
from milestones.models.open_case import OpenCase
from milestones.models.pause_reason import PauseReason
from milestones.models.people import Agent, Queue, QueueMember, Team
from milestones.models.saved_view import SavedView
from milestones.models.task import Task, TaskChange
from milestones.models.tombstone import Tombstone

__all__ = [
    "Agent",
    "CalendarFeed",
    "Case",
    "CaseEvent",
    "CaseMilestone",
    "CaseState",
    "Comment",
    "LedgerEntry",
    "OpenCase",
    "PauseReason",
    "Queue",
    "QueueMember",
    "SavedView",
    "Task",
    "TaskChange",
    "Team",
    "Tombstone",
]
