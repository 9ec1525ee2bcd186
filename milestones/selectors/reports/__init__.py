"""What reports read: one file a report, each set-based over a `Question`. See docs/guides/reports.md."""
