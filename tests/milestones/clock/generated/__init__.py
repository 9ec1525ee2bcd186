"""Random configurations and histories, from a seed."""
