"""Row hashes: whether two rows say the same of a thing, told from 64 signs instead of thirty columns.

The hash is made when a row is staged, so a merge of many months need not read the wide rows again. In SQL it is made
for rows that several townships' rows were merged into, for those that are read as another person's, and at an upgrade
for those whose contract tracked other columns when they were staged. What is believed and what was sent keep their
hashes for years: another formula would send everything again.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256

from psycopg import sql

from township_sync.domain.contract import Entity

_TO_QUOTE = re.compile(r'[{}",\\\s]', re.ASCII)


def tracked_fields(entity: Entity) -> tuple[str, ...]:
    """The fields whose change makes a new version, by name."""
    return tuple(sorted(column.field for column in entity.columns if column.tracked))


def row_hash(tracked: Sequence[str], values: Mapping[str, str | None]) -> str:
    """SHA-256 (hex) over the tracked fields that have a value, by name: a new, empty column changes no row.

    What is hashed is the text of PostgreSQL's array of `field=value` (manual, 8.15.6 Array Input and Output Syntax).
    """
    said = ((field, values.get(field)) for field in tracked)
    text = ",".join(_element(f"{field}={value}") for field, value in said if value is not None)
    return sha256(f"{{{text}}}".encode()).hexdigest()


def _element(text: str) -> str:
    # An empty text and NULL would be quoted as well; no element is either, as each has a name.
    if not _TO_QUOTE.search(text):
        return text
    return '"' + text.replace("\\", r"\\").replace('"', r"\"") + '"'


def row_hash_in_sql(entity: Entity, table: str, named: Callable[[str], str]) -> sql.Composable:
    """The same of the columns of a statement's table, which are called as `named` says."""
    pairs = sql.SQL(", ").join(
        sql.SQL("{} || {}").format(sql.Literal(f"{name}="), sql.Identifier(table, named(name)))
        for name in tracked_fields(entity)
    )
    return sql.SQL("encode(sha256(convert_to(array_remove(ARRAY[{}], NULL)::text, 'UTF8')), 'hex')").format(pairs)
