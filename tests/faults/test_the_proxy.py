"""The proxy does to bytes what it says, and nothing when it is not asked to."""

import hashlib
import socket
import socketserver
import threading
from collections.abc import Iterator

import pytest

from faults.proxy import Proxy, TcpFault

REQUEST = b"PUT / HTTP/1.1\r\nContent-SHA256: x\r\n\r\n" + b"0123456789" * 10


class _Echo(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        while piece := self.request.recv(4096):
            self.request.sendall(piece)


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Echo)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    made = Proxy(server.server_address[1])
    yield made
    made.stop()
    server.shutdown()
    server.server_close()


def said(proxy: Proxy, data: bytes = REQUEST, wait: float = 0.5) -> bytes | None:
    """What comes back until the end; None after a reset, and what there was after a silence of `wait`."""
    got = b""
    with socket.create_connection(("127.0.0.1", proxy.port)) as line:
        line.settimeout(wait)
        try:
            line.sendall(data)
            while len(got) < len(data) and (piece := line.recv(4096)):
                got += piece
        except TimeoutError:
            return got
        except OSError:
            return None
    return got


def test_without_a_fault_every_byte_passes(proxy: Proxy) -> None:
    assert said(proxy) == REQUEST
    assert proxy.struck == 0


def test_a_refused_connection_is_reset_and_only_the_one_that_is_meant(proxy: Proxy) -> None:
    proxy.set(TcpFault("refuse"), skip=1)
    assert said(proxy) == REQUEST
    assert said(proxy) in (None, b"")
    assert said(proxy) == REQUEST
    assert proxy.struck == 1


@pytest.mark.parametrize("direction", ["up", "down"])
def test_a_reset_after_so_many_bytes_lets_no_more_through(proxy: Proxy, direction: str) -> None:
    proxy.set(TcpFault("reset", "up" if direction == "up" else "down", 7))
    answer = said(proxy)
    assert answer is None or len(answer) <= 7
    assert proxy.struck == 1


def test_a_blackhole_swallows_the_rest_and_keeps_the_connection(proxy: Proxy) -> None:
    proxy.set(TcpFault("blackhole", "down", 7))
    assert said(proxy, wait=0.2) == REQUEST[:7]


def test_a_half_closed_connection_still_brings_the_answer_to_what_passed(proxy: Proxy) -> None:
    proxy.set(TcpFault("half_close", "up", 7))
    assert said(proxy, wait=0.2) == REQUEST[:7]


def test_latency_delays_and_changes_nothing(proxy: Proxy) -> None:
    proxy.set(TcpFault("latency", "down", seconds=0.1))
    assert said(proxy) == REQUEST
    assert proxy.struck == 1


def test_one_bit_of_an_upload_is_wrong_and_its_header_is_right(proxy: Proxy) -> None:
    proxy.set(TcpFault("flip", "up", 33))
    answer = said(proxy) or b""
    differing = [(a, b) for a, b in zip(answer, REQUEST, strict=True) if a != b]
    assert len(differing) == 1 and differing[0][0] ^ differing[0][1] == 1
    assert answer.startswith(REQUEST[:36])
    assert hashlib.sha256(answer).digest() != hashlib.sha256(REQUEST).digest()
