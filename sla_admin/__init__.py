"""The project: settings, addresses, the schedule, and what every app shares (`sla_admin.shared`)."""

__version__ = "0.1.0"
