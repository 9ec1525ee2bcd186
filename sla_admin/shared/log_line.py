"""One line per log record, whatever was logged: a reader can count on it, and input cannot forge a line of
its own.
"""

import logging


class LineFormatter(logging.Formatter):
    """Writes line breaks within a record, those of a traceback too, as the two characters `\\n`."""

    def format(self, record: logging.LogRecord) -> str:
        return super().format(record).replace("\r", "\\r").replace("\n", "\\n")
