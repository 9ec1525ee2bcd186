"""A broker in a folder, for a first run: kombu's filesystem transport, made safe for several processes.

kombu's own writes a message in place, so that a reader can meet half of it and fail; and it takes a message
by moving it through the system's shared temporary folder. Here a message appears whole, by renaming, and is
taken by renaming it within the private folder. What is left of a writer or reader that was killed is never
looked at again and is swept away at the next start: the broker is only a doorbell, whatever was rung for
still stands in the database.
"""

import logging
import time
import uuid
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import filesystem, virtual
from kombu.utils.json import dumps, loads

from sla_admin.embedded.folders import private_folder

POLL_EVERY_S = 0.1

_log = logging.getLogger(__name__)


def transport_options(folder: Path) -> dict[str, Any]:
    """What Celery's `broker_transport_options` must hold for a broker in that folder; makes the folder."""
    messages = private_folder(private_folder(folder) / "messages")
    return {
        "data_folder_in": str(messages),
        "data_folder_out": str(messages),
        "control_folder": str(private_folder(folder / "routes")),
        "polling_interval": POLL_EVERY_S,
    }


def sweep(folder: Path) -> None:
    """Empty the broker in that folder. Nobody may be using it."""
    for kept in ("messages", "routes"):
        for leftover in private_folder(private_folder(folder) / kept).iterdir():
            leftover.unlink()


class Channel(filesystem.Channel):  # type: ignore[misc]  # kombu ships no types
    """Puts and takes messages whole."""

    def _put(self, queue: str, payload: Any, **options: Any) -> None:
        name = f"{time.monotonic_ns():020d}_{uuid.uuid4().hex}.{queue}.msg"
        folder = Path(self.data_folder_out)
        draft = folder / f"{name}.draft"
        draft.write_text(dumps(payload), encoding="utf-8")
        draft.rename(folder / name)

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        folder = Path(self.data_folder_in)
        suffix = f".{queue}.msg"
        for name in sorted(path.name for path in folder.iterdir() if path.name.endswith(suffix)):
            taken = folder / f"{name}.taken"
            try:
                (folder / name).rename(taken)
            except FileNotFoundError:
                continue  # somebody else was first
            content = taken.read_text(encoding="utf-8")
            taken.unlink()
            try:
                return loads(content)
            except ValueError:
                _log.warning("Left out a broker message that cannot be read: %s", name)
        raise Empty


class Transport(filesystem.Transport):  # type: ignore[misc]  # kombu ships no types
    """Named in Celery's `broker_transport`."""

    Channel = Channel

    def __init__(self, client: Any, **options: Any) -> None:
        super().__init__(client, **options)
        # kombu shares one memory of declared queues in the whole process, also between brokers in different
        # folders.
        self.state = virtual.BrokerState()
