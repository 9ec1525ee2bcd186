"""Configuration checks over the whole installation (domain rules, configuration checks)."""
