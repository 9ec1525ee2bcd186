"""A support organisation that never was, to look around in: people, promises, and cases in every state."""
