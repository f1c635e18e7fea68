"""Files that take seconds are made once, elsewhere, and leave room for other readers."""

from threading import Barrier, Event, Thread

import pytest

from core import own_process, png_process
from core.own_process import Busy, come_again, made_from

# A module that writes its argument and what it reads.
ECHO = "tests.core.echo"


def test_what_a_module_makes_is_made_once_for_as_long_as_it_is_asked_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert made_from("Plän", by=ECHO, mark="1") == "1Plän".encode()
    assert made_from("Plän", by=ECHO, mark="2") == "2Plän".encode()
    monkeypatch.setattr(own_process, "_run", None)
    assert made_from("Plän", by=ECHO, mark="1") == "1Plän".encode()


def test_one_is_made_and_one_waits_and_whoever_else_asks_is_asked_to_come_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    go_on, begun = Event(), Barrier(2)

    def slowly(module: str, options: list[str], source: str) -> bytes:
        if source == "first":
            begun.wait(5)
        go_on.wait(5)
        return source.encode()

    monkeypatch.setattr(own_process, "_run", slowly)
    found: dict[str, bytes] = {}

    def ask(source: str) -> None:
        found[source] = made_from(source, by=ECHO)

    threads = [Thread(target=ask, args=[source]) for source in ("first", "second")]
    threads[0].start()
    begun.wait(5)
    threads[1].start()
    while own_process._places._value:
        pass
    with pytest.raises(Busy):
        made_from("third", by=ECHO)
    go_on.set()
    for thread in threads:
        thread.join()
    assert (found, made_from("third", by=ECHO)) == (
        {"first": b"first", "second": b"second"},
        b"third",
    )
    answer = come_again()
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")


@pytest.mark.parametrize(
    ("size", "zoom"),
    [('width="1047" height="900"', 2.0), ('width="1000" height="12000"', 1.0), ("", 2.0)],
)
def test_a_very_long_picture_is_drawn_less_finely(size: str, zoom: float) -> None:
    assert png_process.zoom_of(f'<svg xmlns="x" {size} role="img">') == zoom
