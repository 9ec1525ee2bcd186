"""Tables as files for spreadsheet programs."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from django.http import StreamingHttpResponse

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A cell that begins so is a formula to spreadsheet programs."""


def harmless(text: str) -> str:
    """A cell that no spreadsheet program takes for a formula. Numbers below zero stay numbers."""
    if text.startswith(_DANGEROUS) and not _is_number(text):
        return f"'{text}"
    return text


def _is_number(text: str) -> bool:
    body = text[1:]
    return text[0] in "+-" and body.replace(".", "", 1).isdigit() and body.isascii()


def csv_answer(name: str, lines: Iterable[Sequence[str]]) -> StreamingHttpResponse:
    """A file that is written while it is read: UTF-8 with its mark, so that every program reads umlauts."""
    answer = StreamingHttpResponse(encoded(lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def encoded(lines: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """The file piece by piece, while the lines are read."""
    buffer = StringIO()
    writer = csv.writer(buffer)
    first = True
    for place, line in enumerate(lines):
        writer.writerow([harmless(each) for each in line])
        if first or place % 500 == 0:
            yield (b"\xef\xbb\xbf" if first else b"") + buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
            first = False
    yield buffer.getvalue().encode()
