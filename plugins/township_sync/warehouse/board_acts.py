"""The record of acts as the board shows it: the newest first, a page at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement


@dataclass(frozen=True, slots=True)
class RecordedAct:
    """One act: who did what to which thing; nothing of it is a value of a person."""

    number: int
    moment: datetime
    actor: str
    action: str
    subject: Mapping[str, Any]
    details: Mapping[str, Any]


def newest_acts(connection: Connection, most: int, action: str | None = None, actor: str | None = None,
                before: int | None = None) -> list[RecordedAct]:
    """Acts of one kind and person, or of any, that have a smaller number than `before`."""
    asked = {"action": action, "actor": actor, "before": before, "most": most}
    return [RecordedAct(**row) for row in connection.execute(statement("board/acts"), asked)]
