"""A small HTTP client, light enough to leave the processor to the server it measures."""

import selectors
import socket
from dataclasses import dataclass, field
from time import perf_counter

REQUEST = (
    "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: text/html,*/*\r\n"
    "Accept-Encoding: gzip, deflate, br\r\nUser-Agent: benchmark\r\nIf-None-Match: {etag}\r\n\r\n"
)
PATIENCE_SECONDS = 30


class Connection:
    """One connection kept alive, with one request under way at most."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS)

    def close(self) -> None:
        self.socket.close()

    def send(self, path: str, etag: str = "") -> None:
        self.answer = b""
        self.expected = b"HTTP/1.1 304" if etag else b"HTTP/1.1 200"
        self.sent_at = perf_counter()
        request = REQUEST.format(path=path, port=self.port, etag=etag or '"none"')
        self.socket.sendall(request.encode())

    def receive(self) -> bool:
        """Take what has arrived; whether the answer is complete."""
        arrived = self.socket.recv(1 << 17)
        self.answer += arrived
        head, end, body = self.answer.partition(b"\r\n\r\n")
        if not arrived:
            raise ConnectionError(f"The server hung up after {len(self.answer)} bytes")
        if not head.startswith(self.expected):
            raise RuntimeError(f"Not the answer expected: {head.decode('latin-1')}")
        if not end:
            return False
        return len(body) >= int(header(head, b"content-length") or 0)

    def get(self, path: str) -> bytes:
        """The whole answer, head and body, as it came over the wire."""
        self.send(path)
        while not self.receive():
            pass
        return self.answer


def header(head: bytes, name: bytes) -> bytes:
    """A header's value, or nothing."""
    lines = (line.partition(b":") for line in head.split(b"\r\n"))
    return next((value.strip() for key, _, value in lines if key.lower() == name), b"")


@dataclass(slots=True)
class Load:
    """What came of sending requests for some time."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds


def load(connections: list[Connection], path: str, seconds: float, etag: str = "") -> Load:
    """Keep every connection busy with this page for so long, and wait for the last answers."""
    result, started_at = Load(), perf_counter()
    with selectors.DefaultSelector() as selector:
        for connection in connections:
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            connection.send(path, etag)
        under_way = len(connections)
        while under_way:
            ready = selector.select(timeout=PATIENCE_SECONDS)
            if not ready:
                raise TimeoutError(f"No answer in {PATIENCE_SECONDS} seconds: {path}")
            for key, _ in ready:
                if not key.data.receive():
                    continue
                now = perf_counter()
                result.latencies.append(now - key.data.sent_at)
                if now - started_at < seconds:
                    key.data.send(path, etag)
                else:
                    # It may end before the others do: the server waits two seconds only.
                    selector.unregister(key.fileobj)
                    under_way -= 1
    result.seconds = perf_counter() - started_at
    return result
