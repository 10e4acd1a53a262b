"""What stands around the installation of these tests: a mail server that can be down, and a collector (OpenTelemetry,
OpenLineage)."""

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from aiosmtpd.controller import Controller

from dags.canaries.planted import CANARIES
from township_sync.sandbox.mail_sink import MailKeeper


class Collector:
    """A collector of OpenTelemetry and OpenLineage, and a chat robot; everything that it was ever told is in `told`."""

    def __init__(self) -> None:
        told = self.told = list[bytes]()

        class Handler(BaseHTTPRequestHandler):
            """Keeps the body, headers and path of every request."""

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                told.append(b"\n".join((self.path.encode(), bytes(self.headers), body)))
                answer = b'{"errcode": 0, "errmsg": "ok"}'  # what chat robots say; others do not read it
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class Surroundings:
    """A collector that listens, and a mail server that is down until `bring_mail_up`; `mail` keeps what it takes."""

    def __init__(self, folder: Path) -> None:
        self.mail, self.collector = folder / "mail", Collector()
        self._server: Controller | None = None
        self._refused = folder / "refused.txt"
        names = (CANARIES["a worker's name"], CANARIES["a contact's name"])
        self._refused.write_text("\n".join(names), encoding="utf-8")
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]

    @property
    def environment(self) -> dict[str, str]:
        """Settings of an installation in these surroundings; the platform refuses two of the planted names."""
        return {
            "TOWNSHIP_SYNC_SMTP_URL": f"smtp://127.0.0.1:{self._port}",
            "TOWNSHIP_SYNC_SANDBOX_REFUSED_NAMES": str(self._refused),
            "TOWNSHIP_SYNC_SANDBOX_PENDING_POLLS": "0",
            "AIRFLOW__METRICS__OTEL_ON": "True",
            "OTEL_EXPORTER_OTLP_ENDPOINT": self.collector.url,
            "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
            "OTEL_METRIC_EXPORT_INTERVAL": "2000",
            "AIRFLOW__OPENLINEAGE__TRANSPORT": json.dumps(
                {"type": "http", "url": self.collector.url, "endpoint": "lineage"}),
            "AIRFLOW__OPENLINEAGE__EXECUTE_IN_THREAD": "True",
        }

    def bring_mail_up(self) -> None:
        """The mail server takes messages from now on."""
        if not self._server:
            self._server = Controller(MailKeeper(self.mail), hostname="127.0.0.1", port=self._port)
            self._server.start()

    def take_mail_down(self) -> None:
        """Nobody listens at the mail server's address."""
        if self._server:
            self._server.stop()
            self._server = None

    def stop(self) -> None:
        self.collector.stop()
        self.take_mail_down()
