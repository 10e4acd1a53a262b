"""The gate before the application: no path, method or body is looked at before it is known who asks."""

from collections.abc import Awaitable, Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from township_sync.errors import TownshipSyncError
from township_sync.web.problems import refusal
from township_sync.web.viewer import Viewer

Gate = Callable[[Request], Awaitable[Viewer]]
"""Who asks; raises HTTPException 401 for nobody and 403 for somebody without a role of the board."""


class Gated:
    """Around every route. A dependency of the routes would come too late: the framework reads a form before it."""

    def __init__(self, app: ASGIApp, gate: Gate) -> None:
        self._app, self._gate = app, gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on the request of somebody who may come in, as `request.state.viewer`; answer any other."""
        if scope["type"] == "http":
            request = Request(scope)
            try:
                request.state.viewer = await self._gate(request)
            except (HTTPException, TownshipSyncError) as error:
                await refusal(request, error)(scope, receive, send)
                return
        await self._app(scope, receive, send)
