"""A connection per request: to read with, or to write with."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request

from township_sync.settings import Settings
from township_sync.warehouse.board_session import for_reading
from township_sync.warehouse.connect import Connection, connect


def settings_of(request: Request) -> Settings:
    """The settings of the installation that the board shows."""
    found: Settings = request.app.state.settings
    return found


def reading(settings: Annotated[Settings, Depends(settings_of)]) -> Iterator[Connection]:
    """A connection that cannot write, and gives up a statement that takes too long; TransientError when the server is
    down."""
    with connect(settings) as connection:
        for_reading(connection)
        yield connection


def writing(settings: Annotated[Settings, Depends(settings_of)]) -> Iterator[Connection]:
    """A connection for a route that changes something; TransientError when the server is down."""
    with connect(settings) as connection:
        yield connection


TheSettings = Annotated[Settings, Depends(settings_of)]
Reading = Annotated[Connection, Depends(reading)]
Writing = Annotated[Connection, Depends(writing)]
