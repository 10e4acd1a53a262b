"""Where a value may turn up: every table of a database, every file below a folder; and who was found where."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.rows import tuple_row

from dags.canaries.forms import found, unpacked

Written = Iterator[tuple[str, bytes]]
"""What is written at a place, piece by piece, each with the name of its place."""
_TABLES = """
SELECT table_schema, table_name FROM information_schema.tables
WHERE table_schema <> ALL (ARRAY['pg_catalog', 'information_schema'])
  AND (table_type = 'BASE TABLE' OR table_schema = 'core')
ORDER BY 1, 2
"""


def in_database(dsn: str, is_looked_at: Callable[[str], bool] = lambda _: True) -> Written:
    """Every value of every column of the tables (and of core's views) that are looked at, as `schema.table.column`."""
    with psycopg.connect(dsn, row_factory=tuple_row) as connection:
        for schema, table in connection.execute(_TABLES).fetchall():
            if is_looked_at(f"{schema}.{table}"):
                yield from _columns(connection, schema, table)


def _columns(connection: psycopg.Connection[tuple[object, ...]], schema: str, table: str) -> Written:
    cursor = connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(schema, table)))
    names = [column.name for column in cursor.description or ()]
    for name, values in zip(names, zip(*cursor.fetchall(), strict=True), strict=False):
        texts = dict.fromkeys(value if isinstance(value, bytes) else str(value).encode() for value in values)
        yield f"{schema}.{table}.{name}", b"\n".join(text for text in texts if not _is_packed(text))
        yield from ((f"{schema}.{table}.{name}", text) for text in texts if _is_packed(text))


def _is_packed(data: bytes) -> bool:
    return data[:2] in (b"\x1f\x8b", b"PK") or data[:1] == b"\x78"


def in_folder(folder: Path) -> Written:
    """Every file below a folder, and its name; no file is a place where nothing can be found."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    assert paths, f"nothing lies in {folder.name}"
    for path in paths:
        name = f"{folder.name}/{path.relative_to(folder)}"
        yield name, name.encode()
        yield name, path.read_bytes()


def leaks(written: Written, values: Mapping[str, str]) -> list[str]:
    """Which of the values stand where, as `place: value's name`; the values themselves are not told."""
    told = dict.fromkeys(f"{place}: {name}" for place, data in written for piece in unpacked(data)
                         for name in found(piece, values))
    return list(told)
