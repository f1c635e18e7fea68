"""The demo's queue of files."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kombu import Connection

from core import broker


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("queue", "control"):
        (tmp_path / name).mkdir()
    return tmp_path / "queue"


@pytest.fixture
def channel(folder: Path) -> Iterator[Any]:
    options = {
        "data_folder_in": folder,
        "data_folder_out": folder,
        "control_folder": folder.parent / "control",
    }
    with Connection(f"{broker.SCHEME}://", transport_options=options) as connection:
        yield connection.channel()


def test_messages_come_out_whole_and_in_turn(channel: Any, folder: Path) -> None:
    for word in ("first", "second"):
        channel._put("mail", {"body": word})
    assert [channel._get("mail")["body"] for _ in range(2)] == ["first", "second"]
    assert os.listdir(folder) == []


def test_a_message_that_is_still_being_written_is_seen_by_no_reader(
    channel: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, write = [], Path.write_text

    def half(path: Path, text: str) -> int:
        written = write(path, text[:3])
        seen.append(channel._size("mail"))
        return written + write(path, text)

    monkeypatch.setattr(Path, "write_text", half)
    channel._put("mail", {"body": "word"})
    assert (seen, channel._size("mail"), channel._get("mail")["body"]) == ([0], 1, "word")
