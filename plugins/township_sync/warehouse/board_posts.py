"""The balance of public-welfare posts by quarter, unit and type, as the board shows it: opening + joined − exited =
closing (M6d)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from township_sync.domain.period import Quarter
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.facts import Facts
from township_sync.warehouse.statements import statement

ENTITY, EXPORT = "public_welfare_post", "block_quarterly"


@dataclass(frozen=True, slots=True)
class PostQuarter:
    """A quarter's posts of all units; `paid` in yuan, `counted_at` when they were counted."""

    quarter: str
    opening: int
    joined: int
    exited: int
    closing: int
    unbalanced: int
    paid: Decimal
    units: int
    counted_at: datetime


def count(facts: Facts) -> list[dict[str, Any]]:
    """By unit and type what the stretches of the quarter of the facts' day come to; nothing is kept."""
    facts.make_for("board/count_posts")
    return facts.connection.execute(statement("board/count_posts")).fetchall()


def keep(connection: Connection, quarter: Quarter, counted: Sequence[Mapping[str, Any]], now: datetime) -> None:
    """Keep what was counted of a quarter in place of what was counted before, in one transaction."""
    rows = [{**row, "quarter": str(quarter), "now": now} for row in counted]
    with connection.transaction():
        connection.execute(statement("board/forget_posts"), {"quarter": str(quarter)})
        with connection.cursor() as cursor:
            cursor.executemany(statement("board/keep_posts"), rows)


def quarters(connection: Connection) -> list[PostQuarter]:
    """Every quarter with posts, the newest first."""
    return [PostQuarter(**row) for row in connection.execute(statement("board/post_quarters"))]


def posts(connection: Connection, quarter: Quarter, most: int, skipped: int = 0) -> list[dict[str, Any]]:
    """Units and types of a quarter, those first that do not balance or are blocked; each with `total`, their number."""
    asked = {"quarter": str(quarter), "periods": list(map(str, quarter.months)), "entity": ENTITY, "export": EXPORT,
             "most": most, "skipped": skipped}
    return connection.execute(statement("board/posts"), asked).fetchall()
