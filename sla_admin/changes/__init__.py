"""The history of configuration in words: what page, API and file show of `sla_admin.shared.changes`."""
