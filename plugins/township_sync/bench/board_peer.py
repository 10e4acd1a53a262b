"""The board as a process of its own behind a real socket, for somebody who may see everything."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context

import requests
import uvicorn
from fastapi import Request

from township_sync.bench.board_year import MADE_AT
from township_sync.errors import TransientError
from township_sync.settings import Settings
from township_sync.web.app import board
from township_sync.web.viewer import Viewer

_ROLES = frozenset({"bureau", "data_engineer", "approver", "auditor"})
_SECONDS_TO_START, _EACH_SECONDS = 60, 0.2


async def let_in(request: Request) -> Viewer:
    """A gate that knows everybody as one person with every role of the board."""
    return Viewer("bench", _ROLES)


@contextmanager
def served(settings: Settings) -> Iterator[str]:
    """The board's address while it is served; TransientError when it does not answer within a minute."""
    # The protocol is named: else asyncio leaves Nagle's algorithm on, and every answer waits 40 ms.
    with socket.socket(proto=socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        process = get_context("spawn").Process(target=_serve, args=(settings, listening), daemon=True)
        process.start()
    try:
        _wait(url, process)
        yield url
    finally:
        process.terminate()
        process.join(10)


def _serve(settings: Settings, listening: socket.socket) -> None:
    config = uvicorn.Config(board(settings, let_in, lambda: MADE_AT), log_level="warning")
    uvicorn.Server(config).run([listening])


def _wait(url: str, process: object) -> None:
    from time import sleep

    for _ in range(int(_SECONDS_TO_START / _EACH_SECONDS)):
        try:
            requests.get(url + "/nothing", timeout=5)
            return
        except requests.ConnectionError:
            sleep(_EACH_SECONDS)
    raise TransientError(f"The board did not answer within {_SECONDS_TO_START} s ({process}).")
