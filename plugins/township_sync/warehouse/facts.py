"""Facts: what figures and lists are computed from, as temporary tables about one day as it was known on another.

A statement names what it needs as `pg_temp.<fact>`; only that is made, once per transaction. `now_<entity>` has the
things that are true on the day, `ever_<entity>` each thing told up to the day in its newest form (for what happens
once: trainings, services, payments), `versions_<entity>` its whole history. Any other fact is `sql/facts/<fact>.sql`.
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

_FORMS = ("now", "ever", "versions")
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


def standing_entities(name: str) -> frozenset[str]:
    """The entities whose standing rows the statement `sql/<name>.sql` looks at, itself or through its facts.

    What a unit left unsaid this month makes those doubtful; things that happened once (`ever_`) stay what they were.
    """
    found: set[str] = set()
    for fact in _named(name):
        form, _, entity = fact.partition("_")
        if form in _FORMS and entity in contracts():
            found |= set() if form == "ever" else {entity}
        else:
            found |= standing_entities(f"facts/{fact}")
    return frozenset(found)


@cache
def _named(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"pg_temp\.(\w+)", project.text(f"sql/{name}.sql")))


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
