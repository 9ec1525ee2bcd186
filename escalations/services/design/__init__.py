"""The design pack: its tables, what is measured beside them, and signing it."""
