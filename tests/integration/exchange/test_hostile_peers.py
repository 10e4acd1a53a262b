"""Hostile inputs 39 and 40 of reliability.md 2.8: a peer that answers monstrously, or is not who it should be."""

import gzip
import ipaddress
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from integration.exchange.conftest import Served
from township_sync.errors import TerminalError
from township_sync.settings import Settings
from township_sync.steps.follow import follow_receipts
from township_sync.steps.submit import submit
from township_sync.transport.answer import Answer, Call, OutcomeUnknown
from township_sync.transport.patience import Patience
from township_sync.transport.peer import Peer
from township_sync.warehouse.connect import Connection

NOW = datetime(2020, 6, 5, 1, tzinfo=UTC)
RECEIPTS = "GET /api/v1/batches/HN00000001/receipts"
ROW = '{"receipt_id": "1", "row_no": 1, "row_key": "x", "status": "accepted"}'
DEEP = 10_000

ANSWERS = {
    "a web page": {"body": "<html>维护中</html>", "headers": {"Content-Type": "text/html"}},
    "20 MB": {"body": "[" * (1 << 20), "repeat": 20},
    "packed without asking": {"body": "x", "headers": {"Content-Encoding": "gzip"}},
    "NaN": {"body": '{"rows": [], "counts": {"received": NaN}}'},
    "Infinity": {"body": '{"rows": [], "counts": {"received": -Infinity}}'},
    "a key twice": {"body": f'{{"rows": [], "rows": [{ROW}]}}'},
    "10,000 levels": {"body": '{"rows": ' + "[" * DEEP + "]" * DEEP + "}"},
    "10,000 objects": {"body": '{"a":' * DEEP + "1" + "}" * DEEP},
    "a number without end": {"body": '{"rows": [{"row_no": ' + "9" * 100_000 + "}]}"},
    "half a text": {"body": '{"rows": ["\\ud8'},
    "no text": {"body": "\x00\x01"},
}  # fmt: skip


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_39_a_monstrous_receipt_is_refused_in_bounds_and_the_batch_waits_for_people(
    connection: Connection, sending: Settings, publish: Callable[..., int], province: Served, answer: dict[str, Any]
) -> None:
    submit(connection, sending, publish(12), NOW)
    kinds = answer | {"headers": {"Content-Type": "application/json"} | answer.get("headers", {})}
    province.script({"match": RECEIPTS, "action": "answer", "status": 200, "times": 99, **kinds})
    hurried = Settings(sending.workspace, sending.environment | {"TOWNSHIP_SYNC_PEER_DEADLINE": "1.5"})
    followed = follow_receipts(connection, hurried, NOW + timedelta(hours=25))
    assert (len(followed.closed), len(followed.unanswered), len(followed.overdue)) == (1, 1, 1)
    assert _count(connection, "state = 'sent'", "ops.batch") == 1
    assert _count(connection, "status = 'accepted'", "ops.publication_row") == 2
    province.script()
    assert len(follow_receipts(connection, sending, NOW + timedelta(hours=26)).closed) == 1


def test_39_a_receipt_that_cannot_be_ours_closes_the_batch_for_people_with_the_reason(
    connection: Connection, sending: Settings, publish: Callable[..., int], province: Served
) -> None:
    submit(connection, sending, publish(2), NOW)
    body = '{"batch_id": "HN00000001", "state": "final", "rows": [{"receipt_id": "1", "row_no": 1e400}]}'
    province.script({"match": RECEIPTS, "action": "answer", "status": 200, "body": body})
    with pytest.raises(TerminalError, match=r"rows\[0\]\.row_no: expected an integer from 1 to 10000, found a number"):
        follow_receipts(connection, sending, NOW)
    assert _count(connection, "state = 'out_of_balance' AND note LIKE '%differs from contract%'", "ops.batch") == 1


def _count(connection: Connection, condition: str, table: str) -> int:
    row = connection.execute(f"SELECT count(*) AS number FROM {table} WHERE {condition}").fetchone()  # type: ignore[arg-type]
    assert row is not None
    return int(row["number"])


def test_39_a_packed_answer_is_not_unpacked() -> None:
    bomb = gzip.compress(bytes(50_000_000))
    packed = Server(lambda handler: _answer(handler, 200, bomb, {"Content-Encoding": "gzip"}))
    with packed, pytest.raises(OutcomeUnknown, match="packed"):
        _ask(packed)


@pytest.mark.parametrize("length", [{"Content-Length": str(2 << 30)}, {"Transfer-Encoding": "chunked"}], ids=str)
def test_39_of_an_answer_of_2_gb_no_more_is_read_than_the_limit(length: dict[str, str]) -> None:
    sent = [0]

    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header(*next(iter(length.items())))
        handler.end_headers()
        with suppress(OSError):
            for _ in range(2048):
                frame = b"100000\r\n" if "Transfer-Encoding" in length else b""
                sent[0] += handler.wfile.write(frame + b"[" * (1 << 20) + frame[-2:])

    with Server(endless) as server, pytest.raises(OutcomeUnknown, match="larger than 16777216 bytes"):
        _ask(server)
    assert sent[0] < 200 * (1 << 20)


ISSUES = {
    "expired": (timedelta(days=-1), "127.0.0.1", "certificate has expired"),
    "of another name": (timedelta(days=1), "127.0.0.9", "IP address mismatch"),
}  # fmt: skip


@pytest.mark.parametrize("issue", ISSUES.values(), ids=ISSUES)
def test_40_a_certificate_that_is_expired_or_of_another_is_refused_and_named(
    tmp_path: Path, issue: tuple[timedelta, str, str]
) -> None:
    ends, address, said = issue
    certificate = _certificate(tmp_path, datetime.now(UTC) + ends, address)
    with _served(certificate) as server, pytest.raises(TerminalError, match=said) as refused:
        _ask(server, CA_BUNDLE=str(certificate))
    assert "platform" in str(refused.value)
    assert server.asked == []


def test_40_a_self_signed_certificate_is_refused_until_it_is_trusted_by_name(tmp_path: Path) -> None:
    certificate = _certificate(tmp_path, datetime.now(UTC) + timedelta(days=1), "127.0.0.1")
    with _served(certificate) as server:
        with pytest.raises(TerminalError, match=r"self.signed certificate.*CA_BUNDLE"):
            _ask(server)
        assert server.asked == []
        assert _ask(server, CA_BUNDLE=str(certificate)).status == 200
        assert len(server.asked) == 2


def test_40_an_old_version_of_tls_is_refused_and_said(tmp_path: Path) -> None:
    certificate = _certificate(tmp_path, datetime.now(UTC) + timedelta(days=1), "127.0.0.1")
    with _served(certificate, ssl.TLSVersion.TLSv1) as server, pytest.raises(TerminalError, match="TLS"):
        _ask(server, CA_BUNDLE=str(certificate))
    assert server.asked == []


TARGETS = ["http://127.0.0.1:{port}/inner", "file:///etc/hostname", "//127.0.0.1:{port}/inner"]


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_40_a_redirect_is_never_followed_wherever_it_leads(target: str, status: int) -> None:
    def redirect(handler: BaseHTTPRequestHandler) -> None:
        port = handler.server.server_address[1]  # type: ignore[index]
        _answer(handler, status, b"", {"Location": target.format(port=port)})

    with Server(redirect) as server:
        with pytest.raises(TerminalError, match=rf"redirects GET /x \({status}\)"):
            _ask(server)
        assert [path for path in server.asked if "inner" in path] == []


class Server(ThreadingHTTPServer):
    """A real server on loopback that gives a token and otherwise does what it is told; use it in a `with`."""

    daemon_threads = True

    def __init__(self, answer: Callable[[BaseHTTPRequestHandler], None]) -> None:
        self.asked: list[str] = []
        asked = self.asked

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                asked.append(self.path)
                answer(self)

            def do_POST(self) -> None:
                asked.append(self.path)
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                _answer(self, 200, b'{"access_token": "t", "expires_in": 300}', {})

            def log_message(self, *_: object) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        self.scheme = "http"

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, *_: object) -> None:
        """A handshake that failed is what the test is about."""

    def __enter__(self) -> "Server":
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()


def _answer(handler: BaseHTTPRequestHandler, status: int, body: bytes, headers: dict[str, str]) -> None:
    handler.send_response(status)
    for name, value in ({"Content-Type": "application/json"} | headers).items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def _served(certificate: Path, version: ssl.TLSVersion | None = None) -> Server:
    """A server behind TLS; with a version, one that speaks nothing newer."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    if version is not None:
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = context.maximum_version = version
    server = Server(lambda handler: _answer(handler, 200, b"{}", {}))
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.scheme = "https"
    return server


def _ask(server: Server, **more: str) -> Answer:
    named = {"PLATFORM_URL": server.url, "PLATFORM_CLIENT": "c", "PLATFORM_SECRET": "s", **more}
    settings = Settings(Path(), {f"TOWNSHIP_SYNC_{name}": value for name, value in named.items()})
    peer = Peer(settings, "PLATFORM", Patience(overall=5.0, connect=2.0, read=2.0, longest_wait=0.0))
    return peer.ask(Call("GET", "/x"), lambda answer: answer)


def _certificate(folder: Path, ends: datetime, address: str) -> Path:
    """A certificate signed by itself, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "platform")])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(ends - timedelta(days=30)).not_valid_after(ends)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "certificate.pem"
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path
