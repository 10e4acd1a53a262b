"""The session of a page of the board."""

from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement


def for_reading(connection: Connection) -> None:
    """Let the session refuse every change, and end every statement that takes longer than a reader would wait."""
    connection.execute(statement("board/only_read"))
