"""The project's own addresses: the home page, and the answer to "are you well?"."""
