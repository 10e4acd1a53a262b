"""A TCP proxy that breaks connections: what lies between two machines, on loopback.

Each connection takes the next fault of the list, or none. A fault counts the bytes of one direction (`up`: to the
server) and strikes when so many have passed.
"""

import asyncio
import contextlib
import socket
import struct
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["refuse", "latency", "reset", "blackhole", "half_close", "flip"]
Direction = Literal["up", "down"]
_PIECE = 4096


@dataclass(frozen=True, slots=True)
class TcpFault:
    """What happens to one connection.

    refuse      RST at once                     latency    every piece `seconds` late
    reset       RST after `after` bytes         blackhole  silence after `after` bytes, the connection stays
    half_close  that direction ends after `after` bytes, the other goes on
    flip        one bit of the body of an upload (a request with a digest of its own) is wrong; `after` chooses which
    """

    kind: Kind
    direction: Direction = "up"
    after: int = 0
    seconds: float = 0.0


class Proxy:
    """A proxy on a port of its own, in a thread of its own, before the port `target`."""

    def __init__(self, target: int = 0) -> None:
        self.target = target
        self._faults: list[TcpFault] = []
        self._skip = 0
        self._struck: list[TcpFault] = []
        self._loop = asyncio.new_event_loop()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def set(self, *faults: TcpFault, skip: int = 0) -> None:
        """The next connections but `skip` meet these faults, one each; what was left is forgotten."""
        self._faults, self._skip, self._struck = list(faults), skip, []

    @property
    def struck(self) -> int:
        """How many faults took effect since they were set."""
        return len(self._struck)

    def stop(self) -> None:
        """Close everything."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(asyncio.start_server(self._serve, sock=self._listener))
        self._loop.run_forever()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        with contextlib.suppress(RuntimeError):
            self._loop.run_until_complete(asyncio.sleep(0))
        self._listener.close()
        self._loop.close()

    def _next(self) -> TcpFault | None:
        if self._skip:
            self._skip -= 1
            return None
        return self._faults.pop(0) if self._faults else None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        fault = self._next()
        try:
            if fault and fault.kind == "refuse":
                self._struck.append(fault)
                raise ConnectionRefusedError
            from_server, to_server = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            _reset(writer)
            return
        ends = (writer, to_server)
        up, down = _Way(self, reader, to_server, ends), _Way(self, from_server, writer, ends)
        with contextlib.suppress(OSError):
            await asyncio.gather(up.run(fault if fault and fault.direction == "up" else None),
                                 down.run(fault if fault and fault.direction == "down" else None))
        for end in ends:
            end.close()

    def strike(self, fault: TcpFault) -> None:
        """Note that a fault took effect."""
        self._struck.append(fault)


class _Way:
    """One direction of one connection."""

    def __init__(self, proxy: Proxy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter,
                 ends: Sequence[asyncio.StreamWriter]) -> None:
        self._proxy, self._reader, self._writer, self._ends = proxy, reader, writer, ends
        self._passed, self._has_struck, self._in_body = 0, False, False

    async def run(self, fault: TcpFault | None) -> None:
        """Hand bytes on until the end, or until the fault."""
        while piece := await self._reader.read(_PIECE):
            if fault and fault.kind == "latency":
                self._strike(fault)
                await asyncio.sleep(fault.seconds)
            elif fault and fault.kind == "flip":
                piece = self._flipped(piece, fault)
            elif fault and self._passed + len(piece) > fault.after:
                self._writer.write(piece[: fault.after - self._passed])
                self._strike(fault)
                await self._break(fault)
                return
            self._passed += len(piece)
            self._writer.write(piece)
            await self._writer.drain()
        with contextlib.suppress(OSError):
            self._writer.write_eof()

    def _strike(self, fault: TcpFault) -> None:
        if not self._has_struck:
            self._has_struck = True
            self._proxy.strike(fault)

    async def _break(self, fault: TcpFault) -> None:
        if fault.kind == "half_close":
            self._writer.write_eof()
        elif fault.kind == "blackhole":
            # Nothing goes on, in this direction; the connection ends when a side gives up.
            while await self._reader.read(_PIECE):
                pass
        else:
            for end in self._ends:
                _reset(end)

    def _flipped(self, piece: bytes, fault: TcpFault) -> bytes:
        """The piece with one bit wrong where it is the body of an upload; header and body may come apart."""
        head, mark, body = piece.partition(b"\r\n\r\n") if b"content-sha256:" in piece.lower() else (b"", b"", piece)
        in_body = self._in_body or bool(mark)
        self._in_body = bool(mark) and not body
        if self._has_struck or not in_body or not body:
            return piece
        self._strike(fault)
        place = fault.after % len(body)
        return head + mark + body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]


def _reset(writer: asyncio.StreamWriter) -> None:
    """RST instead of FIN: linger on, for no time at all."""
    with contextlib.suppress(OSError):
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
