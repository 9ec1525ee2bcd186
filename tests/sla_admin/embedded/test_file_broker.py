"""The broker in a folder: messages arrive whole, once, and leave nothing where others could read it."""

import stat
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection

from sla_admin.embedded import file_broker


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "broker"


def connection(folder: Path) -> Connection:
    return Connection(
        "filesystem://localhost",
        transport="sla_admin.embedded.file_broker:Transport",
        transport_options=file_broker.transport_options(folder),
    )


def test_a_message_arrives_once(folder: Path) -> None:
    with connection(folder) as sender, sender.SimpleQueue("bell") as queue:
        queue.put({"ring": 1})
    with connection(folder) as receiver, receiver.SimpleQueue("bell") as queue:
        message = queue.get(timeout=5)
        message.ack()

        assert message.payload == {"ring": 1}
        with pytest.raises(Empty):
            queue.get(timeout=0.2)


def test_messages_arrive_in_the_order_they_were_sent(folder: Path) -> None:
    with connection(folder) as both, both.SimpleQueue("bell") as queue:
        for number in range(20):
            queue.put(number)

        assert [queue.get(timeout=5).payload for _ in range(20)] == list(range(20))


@pytest.mark.parametrize("content", ["", '{"body": "hal'])
def test_half_a_message_is_left_out_and_the_next_one_arrives(folder: Path, content: str) -> None:
    with connection(folder) as both, both.SimpleQueue("bell") as queue:
        (folder / "messages" / "000_half.bell.msg").write_text(content)
        queue.put("whole")

        assert queue.get(timeout=5).payload == "whole"


def test_a_message_that_is_being_written_is_not_looked_at(folder: Path) -> None:
    with connection(folder) as both, both.SimpleQueue("bell") as queue:
        draft = folder / "messages" / "000_x.bell.msg.draft"
        draft.write_text("")

        with pytest.raises(Empty):
            queue.get(timeout=0.2)
        assert draft.exists()


def test_nobody_else_can_read_the_messages(folder: Path) -> None:
    with connection(folder) as sender, sender.SimpleQueue("bell") as queue:
        queue.put("quiet")

    for private in (folder, folder / "messages", folder / "routes"):
        assert stat.S_IMODE(private.stat().st_mode) == 0o700


def test_sweeping_empties_the_broker(folder: Path) -> None:
    with connection(folder) as sender, sender.SimpleQueue("bell") as queue:
        queue.put("old")

    file_broker.sweep(folder)

    assert not [path for path in folder.rglob("*") if path.is_file()]
