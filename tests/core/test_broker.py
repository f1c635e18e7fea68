"""The demo's queue of files."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from kombu import Connection, Queue

from core import broker


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("queue", "control"):
        (tmp_path / name).mkdir()
    return tmp_path / "queue"


@pytest.fixture
def queue(folder: Path) -> Iterator[Queue]:
    options = {
        "data_folder_in": folder,
        "data_folder_out": folder,
        "control_folder": folder.parent / "control",
    }
    with Connection(f"{broker.SCHEME}://", transport_options=options) as connection:
        yield Queue("mail", channel=connection.channel())


def put(queue: Queue, *words: str) -> None:
    for word in words:
        queue.channel._put(queue.name, {"body": word})


def get(queue: Queue) -> str:
    return str(queue.channel._get(queue.name)["body"])


def test_messages_come_out_whole_and_in_turn(queue: Queue, folder: Path) -> None:
    put(queue, "first", "second")
    assert [get(queue), get(queue), os.listdir(folder)] == ["first", "second", []]


def test_a_message_that_is_still_being_written_is_seen_by_no_reader(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, write = [], Path.write_text

    def half(path: Path, text: str) -> int:
        written = write(path, text[:3])
        seen.append(queue.channel._size(queue.name))
        return written + write(path, text)

    monkeypatch.setattr(Path, "write_text", half)
    put(queue, "word")
    assert (seen, queue.channel._size(queue.name), get(queue)) == ([0], 1, "word")
