"""A load client: `python -m bench.client HOST PORT PATH ACCEPT CODING CONNECTIONS SECONDS`; the body on stdin.

Each connection asks again as soon as its answer is complete. One thread waits for all of them (epoll) and copies what comes into
one buffer without reading it beyond the header, so that the client costs less than any server. Prints requests a second.
"""

from __future__ import annotations

import re
import selectors
import socket
import sys
import time

BUFFER_BYTES = 1 << 20
PATIENCE_SECONDS = 10.0
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Connection:
    """One kept connection and the answer that is coming on it."""

    def __init__(self, host: str, port: int, request: bytes) -> None:
        self.socket = socket.create_connection((host, port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._request = request
        self._head = b""
        self._left = -1  # bytes of the answer still to come; unknown until its header is complete

    def ask(self) -> None:
        """Send the request."""
        self._head, self._left = b"", -1
        self.socket.sendall(self._request)

    def read(self, buffer: bytearray) -> bool:
        """Take what has come; tell whether the answer is complete.

        Raises:
            RuntimeError: the answer is not a 200 with a length, or the server hung up.
        """
        count = self.socket.recv_into(buffer)
        if count == 0:
            raise RuntimeError("the server hung up")
        if self._left >= 0:
            self._left -= count
            return self._left == 0
        self._head += buffer[:count]
        end = self._head.find(b"\r\n\r\n")
        if end < 0:
            return False
        length = LENGTH.search(self._head, 0, end)
        if length is None or not self._head.startswith(b"HTTP/1.1 200 "):
            raise RuntimeError(f"not an answer to count: {self._head[:end]!r}")
        self._left = int(length[1]) - (len(self._head) - end - 4)
        return self._left == 0


def requests_a_second(host: str, port: int, request: bytes, connections: int, seconds: float) -> float:
    """Complete answers a second, over all connections."""
    buffer, answers = bytearray(BUFFER_BYTES), 0
    with selectors.DefaultSelector() as selector:
        for _ in range(connections):
            connection = Connection(host, port, request)
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            connection.ask()
        begin = time.perf_counter()
        while (now := time.perf_counter()) < begin + seconds:
            ready = selector.select(PATIENCE_SECONDS)
            if not ready:
                raise RuntimeError(f"no answer in {PATIENCE_SECONDS:g} seconds")
            for key, _ in ready:
                if key.data.read(buffer):
                    answers += 1
                    key.data.ask()
        for key in list(selector.get_map().values()):
            key.data.socket.close()
    return answers / (now - begin)


def main() -> None:
    """Measure as the command line says."""
    host, port, path, accept, coding, connections, seconds = sys.argv[1:]
    body = sys.stdin.buffer.read()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {host}:{port}\r\nAccept: {accept}\r\nAccept-Encoding: {coding}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    print(requests_a_second(host, int(port), head.encode() + body, int(connections), float(seconds)))


if __name__ == "__main__":
    main()
