"""Row hashes: whether two rows say the same of a thing, told from 64 signs instead of thirty columns.

The hash is made when a row is staged, so a merge of many months need not read the wide rows again. In SQL it is made
for rows that several townships' rows were merged into, and for those staged before the column was there.
"""

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256

from psycopg import sql

from township_sync.domain.contract import Entity


def tracked_fields(entity: Entity) -> tuple[str, ...]:
    """The fields whose change makes a new version, by name."""
    return tuple(sorted(column.field for column in entity.columns if column.tracked))


def row_hash(tracked: Sequence[str], values: Mapping[str, str | None]) -> str:
    """SHA-256 (hex) over the tracked fields that have a value, by name: a new, empty column changes no row.

    Each value follows its name and its length in characters, so no two rows are written alike.
    """
    said = ((field, values.get(field)) for field in tracked)
    text = "".join(f"{field}={len(value)}:{value}" for field, value in said if value is not None)
    return sha256(text.encode()).hexdigest()


def row_hash_in_sql(entity: Entity, table: str, named: Callable[[str], str]) -> sql.Composable:
    """The same of the columns of a statement's table, which are called as `named` says."""
    pairs = sql.SQL(", ").join(
        sql.SQL("{0} || length({1}) || ':' || {1}").format(sql.Literal(f"{name}="), sql.Identifier(table, named(name)))
        for name in tracked_fields(entity)
    )
    return sql.SQL("encode(sha256(convert_to(concat({}), 'UTF8')), 'hex')").format(pairs)
