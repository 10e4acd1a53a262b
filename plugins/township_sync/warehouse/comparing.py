"""Holding rows of ours against the platform's and the register's, in temporary tables of the session.

Everything is streamed in by COPY and compared by the server, so that a process needs no room for a hundred thousand
rows. The tables hold values and end with the session; what is kept of them (`reconciliations`) holds none.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import sql

from township_sync.domain.contract import Entity
from township_sync.domain.outgoing import HeldRow
from township_sync.warehouse.column_names import core_name
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement
from township_sync.warehouse.storable import storable


@dataclass(frozen=True, slots=True)
class Told:
    """A dataset that was published; `scope` is its quarter, or None for a monthly one, of which all months are one."""

    kind: str
    dataset: str
    entity: str
    scope: str | None
    period: str

    @property
    def values(self) -> dict[str, str | None]:
        return {"dataset": self.dataset, "scope": self.scope}


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A file of ours; `path` lies below the published folder."""

    publication_id: int
    path: str
    sha256: str
    row_count: int


@dataclass(frozen=True, slots=True)
class Found:
    """How many rows are in each class, and a digest over every row that is not the same on both sides."""

    rows: Mapping[str, int]
    digest: str


def told(connection: Connection) -> list[Told]:
    """Every dataset that was published, each quarter for itself, by name."""
    return [Told(**row) for row in connection.execute(statement("reconcile/told"))]


def standing(connection: Connection, dataset: str) -> str | None:
    """A mark that changes whenever a batch of a dataset, or an answer to one, changes."""
    row = connection.execute(statement("reconcile/standing"), {"dataset": dataset}).fetchone()
    return row["mark"] if row else None


def unheard(connection: Connection, about: Told) -> int:
    """How many adopted batches hold rows that nobody knows yet, because their receipts did not come."""
    row = connection.execute(statement("reconcile/unheard"), about.values).fetchone()
    return int(row["batches"]) if row else 0


def begin(connection: Connection, about: Told) -> list[PublishedFile]:
    """Make the tables anew with the keys that are acknowledged; the files that hold their values."""
    forget(connection)
    connection.execute(statement("reconcile/acknowledge"), about.values)
    connection.execute(statement("reconcile/create_sides"))
    return [PublishedFile(**row) for row in connection.execute(statement("reconcile/files"))]


def forget(connection: Connection) -> None:
    """Drop the tables: they hold values of persons."""
    connection.execute(statement("reconcile/forget"))


def take_sent(connection: Connection, publication_id: int, rows: Iterable[tuple[str, Mapping[str, str]]]) -> None:
    """The rows of a file: the key and the values by column of each."""
    with connection.cursor() as cursor, cursor.copy(statement("reconcile/copy_as_sent")) as copy:
        for row_key, content in rows:
            copy.write_row([publication_id, row_key, _json(content)])


def empty_there(connection: Connection) -> None:
    """Forget what was taken of the platform's rows, to take them anew."""
    connection.execute(statement("reconcile/empty_there"))


def take_held(connection: Connection, columns: Sequence[str], rows: Sequence[HeldRow]) -> None:
    """A page of what the platform holds."""
    with connection.cursor() as cursor, cursor.copy(statement("reconcile/copy_there")) as copy:
        for row in rows:
            content = _json(dict(zip(columns, row.values, strict=True)))
            digest = hashlib.sha256(f"{row.row_version}\n{content}".encode()).hexdigest()
            copy.write_row([row.row_key, row.row_version, digest, content])


def taken(connection: Connection) -> tuple[int, int]:
    """How many rows of the platform were taken, and how many keys they have."""
    row = connection.execute(statement("reconcile/count_there")).fetchone()
    return (row["rows"], row["keys"]) if row else (0, 0)


def compare(connection: Connection, about: Told, unit_header: str | None) -> Found:
    """Put every key of either side into one class: agreed, only_here, only_there, field_differs.

    What was sent and is not answered yet is in none of them, and counted as on_the_way. `unit_header` is the column
    that says whose a row is which we do not know.
    """
    connection.execute(statement("reconcile/here"))
    connection.execute(statement("reconcile/compare"), {**about.values, "unit_header": unit_header or ""})
    found = _found(connection, "compared")
    row = connection.execute(statement("reconcile/on_the_way")).fetchone()
    return Found({**found.rows, "on_the_way": row["rows"] if row else 0}, found.digest)


def compare_register(connection: Connection, register: Entity, fields: Mapping[str, str], key: tuple[str, str],
                     is_whole: bool) -> Found:
    """Hold the rows of ours against the persons of a register: in_register, not_in_register, register_differs, and,
    where everybody of it `is_whole`-ly reported, not_reported.

    `fields` and `key` are pairs of a column of ours and a field of the register.
    """
    header, field = key
    parts = [part for name, listed in {header: field, **fields}.items()
             for part in (sql.Literal(name), sql.Identifier("register", core_name(listed)))]
    content = sql.SQL("jsonb_build_object({})").format(sql.SQL(", ").join(parts))
    number = sql.Identifier("register", core_name(field))
    asked = statement("reconcile/register", entity=register.name, number=number, content=content)
    connection.execute(asked, {"is_whole": is_whole, "headers": list(fields), "key": header})
    return _found(connection, "registered")


def differing(connection: Connection, of_class: str) -> Iterator[dict[str, Any]]:
    """The rows of a class: unit_code, fields, and the values of both sides by column (`ours`, `theirs`), personal."""
    return _streamed(connection, "reconcile/differing", {"class": of_class})


def register_differing(connection: Connection) -> Iterator[dict[str, Any]]:
    """What is not as in the register: class, unit_code, fields, `ours` and `listed` by column, personal."""
    return _streamed(connection, "reconcile/register_differing", {})


def _streamed(connection: Connection, name: str, values: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    with connection.transaction(), connection.cursor(name="differing") as cursor:
        yield from cursor.execute(statement(name), values)


def _found(connection: Connection, table: str) -> Found:
    row = connection.execute(statement("reconcile/counts", found=table)).fetchone()
    assert row is not None
    return Found(row["rows"], row["digest"])


def _json(content: Mapping[str, str]) -> str:
    """What is said, without what is empty: a column that is new is not a difference while nobody fills it."""
    said = {name: value for name, value in sorted(content.items()) if value}
    return json.dumps(storable(said), ensure_ascii=False)
