"""Lists that are mirrored from a platform: taken page by page, then folded into the history of their entity.

What a list says is true from the day that it is about, and known from the moment that its last page was there. Who is
not in the list any more is true until that day; a row that is refused but names its thing leaves what stood.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from township_sync.domain.contract import Entity
from township_sync.errors import TransientError
from township_sync.warehouse import audit
from township_sync.warehouse.column_names import core_names
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.row_hashes import row_hash, tracked_fields
from township_sync.warehouse.statements import statement


@dataclass(frozen=True, slots=True)
class Mirror:
    """One version of a list; `pages` are in the archive, `cursor` says where the next one begins."""

    mirror_id: int
    version: str
    as_of: date
    row_count: int
    pages: Sequence[str]
    cursor: str
    state: str

    @property
    def is_whole(self) -> bool:
        """Whether its last page is here. A list without a page has no cursor either."""
        return bool(self.pages) and not self.cursor


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One thing of a list under its row key; `values` is None where the row that names it is refused."""

    row_key: str
    sender: str
    values: Mapping[str, str | None] | None


def taking(connection: Connection, entity: str) -> Mirror | None:
    """The list that was begun and is not whole yet."""
    return _mirror(connection.execute(statement("mirror/taking"), {"entity": entity}).fetchone())


def newest(connection: Connection, entity: str) -> Mirror | None:
    """The newest list that is in the history."""
    return _mirror(connection.execute(statement("mirror/newest"), {"entity": entity}).fetchone())


def begin(
    connection: Connection, entity: str, platform: str, about: tuple[str, date, int], now: datetime
) -> Mirror | None:
    """Begin a list; `about` is its version, its day and how many rows it has. None when another run began one."""
    version, as_of, row_count = about
    values = {"entity": entity, "platform": platform, "version": version, "as_of": as_of, "row_count": row_count,
              "now": now}
    return _mirror(connection.execute(statement("mirror/begin"), values).fetchone())


def add_page(connection: Connection, mirror: Mirror, sha256: str, cursor: str) -> Mirror | None:
    """Keep one more page; None when another run took it meanwhile."""
    values = {"mirror_id": mirror.mirror_id, "pages_before": len(mirror.pages), "cursor_before": mirror.cursor,
              "sha256": sha256, "cursor": cursor}
    return _mirror(connection.execute(statement("mirror/add_page"), values).fetchone())


def leave(connection: Connection, mirror: Mirror) -> None:
    """Give up a list that the platform has replaced, or that is refused; its pages stay in the archive."""
    connection.execute(statement("mirror/leave"), {"mirror_id": mirror.mirror_id})


def kept(connection: Connection, entity: Entity, rows: Iterable[ListedRow]) -> tuple[int, int]:
    """How many things are believed before a list is loaded, and how many of them it names."""
    asked = statement("mirror/kept", entity=entity.name)
    row = connection.execute(asked, {"keys": [row.row_key for row in rows]}).fetchone()
    return (row["before"], row["kept"]) if row else (0, 0)


def load(
    connection: Connection, entity: Entity, mirror: Mirror, rows: Iterable[ListedRow], counts: Mapping[str, Any],
    now: datetime,
) -> int:
    """Fold a whole list into `core.<entity>` and close it, in one transaction; how many versions ended or began.

    `counts` are loaded, duplicate and rejected rows, and the findings without their values. TransientError when another
    run loaded it, or gave it up, meanwhile.
    """
    names = core_names(entity)
    with connection.transaction():
        connection.execute(statement("merge/lock"))
        if taking(connection, entity.name) != mirror:
            raise TransientError(f"The list {entity.name} of {mirror.as_of} is loaded by another run; mirror it again.")
        connection.execute(statement("mirror/create_listed", entity=entity.name, columns=names))
        _copy(connection, entity, rows)
        changes = 0
        for step in ("retire", "believe"):
            asked = statement(f"mirror/{step}", entity=entity.name, columns=names)
            changes += _versions(connection.execute(asked, {"day": mirror.as_of, "now": now}).fetchone())
        values = {**counts, "findings": json.dumps(counts["findings"]), "changes": changes, "now": now}
        connection.execute(statement("mirror/close"), {"mirror_id": mirror.mirror_id, **values})
        audit.append(connection, "list_mirrored", now, {"mirror_id": mirror.mirror_id}, entity=entity.name,
                     version=mirror.version, as_of=str(mirror.as_of), rows=mirror.row_count, changes=changes)
    return changes


def registered_units(connection: Connection, numbers: Collection[str]) -> dict[str, str]:
    """The township in which each of these identity numbers is registered, as the platform's newest list says.

    A number that is not in the register, or a register that was never mirrored, gives no entry.
    """
    found = connection.execute(statement("mirror/registered_units"), {"numbers": sorted(numbers)})
    return {row["id_no"]: row["unit_code"] for row in found}


def _copy(connection: Connection, entity: Entity, rows: Iterable[ListedRow]) -> None:
    copying = statement("mirror/copy_listed", columns=["row_key", "row_hash", "sender", *core_names(entity)])
    tracked = tracked_fields(entity)
    with connection.cursor() as cursor, cursor.copy(copying) as copy:
        for row in rows:
            values = row.values or {}
            said = None if row.values is None else row_hash(tracked, row.values)
            copy.write_row([row.row_key, said, row.sender, *(values.get(each.field) for each in entity.columns)])


def _mirror(row: Mapping[str, Any] | None) -> Mirror | None:
    return Mirror(**row) if row else None


def _versions(row: Mapping[str, Any] | None) -> int:
    return int(row["versions"]) if row else 0
