"""One record, one line."""

import logging

from sla_admin.shared.log_line import LineFormatter


def record(message: str) -> logging.LogRecord:
    return logging.LogRecord("sla", logging.WARNING, __file__, 1, message, None, None)


def test_a_message_cannot_forge_a_second_line() -> None:
    line = LineFormatter("%(levelname)s %(message)s").format(record("name is x\r\nERROR all is lost"))

    assert line == "WARNING name is x\\r\\nERROR all is lost"


def test_a_traceback_stays_on_the_line_of_its_record() -> None:
    broken = record("failed")
    try:
        int("why")
    except ValueError as problem:
        broken.exc_info = (ValueError, problem, problem.__traceback__)

    assert "\n" not in LineFormatter("%(message)s").format(broken)
