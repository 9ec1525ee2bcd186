"""Why an embedded service cannot be had, in words that say what to do."""


class EmbeddedServiceError(Exception):
    """An embedded service could not be started. `str()` is meant for the person at the terminal."""
