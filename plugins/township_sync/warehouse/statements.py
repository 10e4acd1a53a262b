"""SQL statements from `sql/`, one per file; names are put in from the contracts, values are always bound.

A file begins with two comment lines: what its grain is, and which parameters it takes. A name in braces (`{entity}`)
is replaced by quoted identifiers that `statement` is given.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import LiteralString

from psycopg import sql

from township_sync import project
from township_sync.errors import DefinitionError


def statement(name: str, **parts: str | Sequence[str] | sql.Composable) -> sql.Composed:
    """The statement `sql/<name>.sql`.

    A part is one identifier, a list of identifiers (joined by commas), or SQL that this package composed.
    Raises DefinitionError when the file is missing, has no header, or names a part that was not given.
    """
    try:
        return sql.SQL(_text(name)).format(**{key: _rendered(part) for key, part in parts.items()})
    except KeyError as missing:
        raise DefinitionError(f"sql/{name}.sql needs the part {missing}.") from None


def of(table: str, names: Sequence[str]) -> sql.Composable:
    """Columns of one table of a statement (`staged.id_no`), where its other tables have columns of the same name."""
    return sql.SQL(", ").join(sql.Identifier(table, name) for name in names)


def renamed(table: str, names: Sequence[str], others: Sequence[str]) -> sql.Composable:
    """Columns of one table of a statement under other names."""
    pairs = zip(names, others, strict=True)
    return sql.SQL(", ").join(
        sql.SQL("{} AS {}").format(sql.Identifier(table, name), sql.Identifier(other)) for name, other in pairs)


def _rendered(part: str | Sequence[str] | sql.Composable) -> sql.Composable:
    if isinstance(part, sql.Composable):
        return part
    if isinstance(part, str):
        return sql.Identifier(part)
    return sql.SQL(", ").join(map(sql.Identifier, part))


@cache
def _text(name: str) -> LiteralString:
    written = project.text(f"sql/{name}.sql")
    if not re.match(r"-- grain: .+\n-- parameters: .+\n", written):
        raise DefinitionError(f"sql/{name}.sql must begin with the lines '-- grain: …' and '-- parameters: …'.")
    # The header may hold any sign; only the statement goes to the server.
    return written.split("\n", 2)[2]
