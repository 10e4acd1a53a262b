"""What Airflow's api-server shows besides its own pages: the board, under a menu entry.

Every process of Airflow loads this file; the board itself is made when its first page is asked for.
"""

from functools import cache
from typing import Any

from airflow.plugins_manager import AirflowPlugin

from township_sync.web import PREFIX


@cache
def _board() -> Any:
    from township_sync.settings import Settings
    from township_sync.web.app import board
    from township_sync.web.auth import airflow_gate

    return board(Settings.load(), airflow_gate)


async def board_when_asked(scope: Any, receive: Any, send: Any) -> None:
    """The ASGI application that Airflow mounts. Airflow does not protect it: the board's own gate does."""
    await _board()(scope, receive, send)


class TownshipSyncBoard(AirflowPlugin):
    """Mounts the board and puts it into the navigation."""

    name = "township_sync_board"
    fastapi_apps = [  # noqa: RUF012 (Airflow's own shape)
        {"app": board_when_asked, "url_prefix": PREFIX, "name": "township-sync board"}
    ]
    external_views = [  # noqa: RUF012
        {"name": "数据质量", "href": f"{PREFIX}/", "destination": "nav", "url_route": "data_quality"}
    ]
