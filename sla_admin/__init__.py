"""The project: settings, addresses, the schedule, and what every app shares (`sla_admin.shared`)."""

import zoneinfo

# Every machine counts by the pinned release of the time-zone rules (`tzdata`), whatever its own system has.
zoneinfo.reset_tzpath(to=())

__version__ = "0.1.0"
