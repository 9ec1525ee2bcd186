"""The tool room's view of cases: looked at in full, changed only through the services."""

from milestones.admin import cases, engine, lists, pause_reasons, people, tasks

__all__ = ["cases", "engine", "lists", "pause_reasons", "people", "tasks"]
