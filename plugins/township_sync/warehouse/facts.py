"""Facts: what figures and lists are computed from, as temporary tables about one day as it was known on another.

A statement names what it needs as `pg_temp.<fact>`; only that is made, once per transaction. `now_<entity>` has the
things that are true on the day, `latest_<entity>` each thing told up to the day as it was told last, there or gone,
`versions_<entity>` its history up to the day. `ever_<entity>` is for what happens once (trainings, services, payments):
each thing in its newest form, whatever month's sheet told it; the statement bounds the event's own date.
Any other fact is `sql/facts/<fact>.sql`.
Columns bear the contract's names; dates, amounts, counts and yes/no have become values.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from psycopg import sql
from psycopg.types.json import Jsonb

from township_sync import project
from township_sync.domain.contract import Column, Entity, contracts
from township_sync.warehouse.column_names import core_name
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement

_FORMS = ("now", "latest", "ever", "versions")
_TYPES = {"date": "date", "amount": "numeric", "count": "integer"}


@dataclass
class Facts:
    """The facts of one transaction; `parameters` have as_of, known_before and every value of the policy pack."""

    connection: Connection
    parameters: Mapping[str, Any]
    made: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.parameters = {name: _bound(value) for name, value in self.parameters.items()}

    def make_for(self, name: str) -> None:
        """Make every fact that the statement `sql/<name>.sql` names; DefinitionError when one has no statement."""
        for fact in sorted(_named(name)):
            if fact not in self.made:
                self._make(fact)

    def _make(self, fact: str) -> None:
        self.made.add(fact)
        form, _, entity = fact.partition("_")
        if form in _FORMS and entity in contracts():
            columns = _typed(contracts()[entity])
            made = statement(f"facts/{form}", fact=fact, entity=entity, columns=columns)
        else:
            self.make_for(f"facts/{fact}")
            made = statement(f"facts/{fact}")
        self.connection.execute(made, self.parameters)
        self.connection.execute(sql.SQL("ANALYZE {}").format(sql.Identifier("pg_temp", fact)))


def looked_at(name: str) -> dict[str, set[str]]:
    """The entities that the statement `sql/<name>.sql` looks at, itself or through its facts, each with its forms.

    A statement that reads a month's sheets by itself says in its header as which form: `-- looks at: now_<entity>`.
    What a unit left unsaid this month makes `now` and `versions` doubtful, no other (`sql/indicator_run/reported.sql`).
    """
    found: dict[str, set[str]] = {}
    for fact in _named(name) | _read_by_itself(name):
        form, _, entity = fact.partition("_")
        if form in _FORMS and entity in contracts():
            found.setdefault(entity, set()).add(form)
        else:
            for inner, forms in looked_at(f"facts/{fact}").items():
                found.setdefault(inner, set()).update(forms)
    return found


@cache
def _named(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"pg_temp\.(\w+)", project.text(f"sql/{name}.sql")))


@cache
def _read_by_itself(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"^-- looks at: (\w+)$", project.text(f"sql/{name}.sql"), re.MULTILINE))


def _bound(value: Any) -> Any:
    """Records of the pack reach a statement as jsonb; lists of words stay arrays."""
    is_record = isinstance(value, dict) or (isinstance(value, list) and any(isinstance(each, dict) for each in value))
    return Jsonb(value) if is_record else value


def _typed(entity: Entity) -> sql.Composable:
    return sql.SQL(", ").join(_value(column) for column in entity.columns)


def _value(column: Column) -> sql.Composable:
    stored, name = sql.Identifier("version", core_name(column.field)), sql.Identifier(core_name(column.field))
    if column.type == "yes_no":
        return sql.SQL("{} = '1' AS {}").format(stored, name)
    kind = _TYPES.get(column.type)
    return sql.SQL("{}::{} AS {}").format(stored, sql.SQL(kind), name) if kind else stored
