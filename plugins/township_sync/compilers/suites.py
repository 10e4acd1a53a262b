"""Contract, expectations and policy become checks that are ready to run.

`expectations/<entity>.yaml` is a list of entries in the vocabulary of Great Expectations (`type`, `kwargs`,
`meta.slug`, `meta.clause`); `every_entity.yaml` holds those of every entity that has their columns. What only we know
is written short and expanded here and in `definitions.py`:

- `columns: required | coded | {type: T, required: true} | [a, b]` gives one expectation for each column; `$column` in
  any text of the entry is then that column; `value_set: contract` is its code list;
- `$columns` in a `column_list` is every column but the running number and those of `meta.but`;
- `meta.rows` says which rows take part (`RuleCheck`), `meta.column` the field at fault, `meta.shown` the field whose
  masked value is shown, `meta.at: sheet` that the finding has no row; `meta.needs` columns without which a shared entry
  does not apply, `meta.not_for` and `meta.spared` its exceptions (entities, columns by entity).
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import yaml

from township_sync import project
from township_sync.checks.frames import UNFIT
from township_sync.checks.rule_check import Rows, RuleCheck
from township_sync.compilers.definitions import Definitions, allowed_codes, chosen_columns, resolve
from township_sync.compilers.entry_form import place_of, refuse_malformed, refuse_misunderstood
from township_sync.domain.contract import Column, Entity, contract
from township_sync.domain.finding import rule
from township_sync.errors import DefinitionError

SHARED = "every_entity"
_NOT_NULL = "expect_column_values_to_not_be_null"
_CROSSING = ("cross_row", "cross_entity", "period")
_JOINED = re.compile(r"\b(?!_)[a-z_]+?__[a-z_]+\b")


_COMPILED: dict[str, tuple[Any, list[RuleCheck]]] = {}
"""Entity → what its checks were compiled from last, and the checks."""


def compile_checks(entity: str, known: Definitions) -> list[RuleCheck]:
    """Every check of an entity, shared ones first; from the same definitions they are compiled once.

    DefinitionError when an entry cannot be understood.
    """
    shape = contract(entity)
    of = (shape, known, entries(SHARED), entries(entity))
    if entity not in _COMPILED or _COMPILED[entity][0] != of:
        _COMPILED[entity] = of, [
            check
            for name, written in ((SHARED, of[2]), (entity, of[3]))
            for number, entry in enumerate(written, 1)
            if name == entity or _applies(entry, shape)
            for check in _understood(name, number, entry, shape, known)
        ]
    return list(_COMPILED[entity][1])


def _understood(
    name: str, number: int, entry: dict[str, Any], shape: Entity, known: Definitions
) -> list[RuleCheck]:
    """The checks of one entry; what is wrong with it is told with its file and place."""
    try:
        checks = list(_checks(entry, shape, known))
        for check in checks:
            refuse_misunderstood(check, shape, known)
    except DefinitionError as fault:
        raise DefinitionError(f"{place_of(name, number, entry)}: {fault}") from None
    return checks


@cache
def entries(name: str) -> tuple[dict[str, Any], ...]:
    """The entries of one file of `expectations/`; no file means no entries.

    DefinitionError when an entry is not what it must be (`entry_form.py`).
    """
    if name not in project.names("expectations", ".yaml"):
        return ()
    try:
        found = yaml.safe_load(project.text(f"expectations/{name}.yaml")) or []
    except yaml.YAMLError as fault:
        raise DefinitionError(f"expectations/{name}.yaml is no YAML: {' '.join(str(fault).split())}.") from None
    refuse_malformed(name, found)
    return tuple(found)


def _applies(entry: dict[str, Any], shape: Entity) -> bool:
    meta = entry["meta"]
    return shape.name not in meta.get("not_for", ()) and set(meta.get("needs", ())) <= set(shape.by_field)


def _checks(entry: dict[str, Any], shape: Entity, known: Definitions) -> Iterator[RuleCheck]:
    kwargs = dict(entry["kwargs"])
    if "columns" not in kwargs:
        yield _check(entry, kwargs, None, shape, known)
        return
    wanted = kwargs.pop("columns")
    if "$column" not in repr(kwargs.get("column_list")):
        kwargs["column"] = "$column"
    for column in chosen_columns(wanted, entry["meta"].get("spared", {}).get(shape.name, []), shape):
        yield _check(entry, kwargs, column, shape, known)


def _check(
    entry: dict[str, Any], written: dict[str, Any], column: Column | None, shape: Entity, known: Definitions
) -> RuleCheck:
    meta = entry["meta"]
    kwargs = resolve(written, column, shape, meta.get("but", []), known)
    if kwargs.get("value_set") == "contract" and column:
        kwargs["value_set"] = allowed_codes(column)
    rows: Rows = meta.get("rows", "standing" if rule(meta["slug"]).scope in _CROSSING else "all")
    condition = " and ".join(_conditions(entry["type"], kwargs, rows))
    if condition:
        kwargs["row_condition"] = condition
    return RuleCheck(
        shape.name, meta["slug"], entry["type"], kwargs, rows, column=_at_fault(meta, kwargs, column, shape),
        shown=meta.get("shown"), at_sheet=meta.get("at") == "sheet", joined=_joined(kwargs, shape, known),
    )


def _conditions(kind: str, kwargs: dict[str, Any], rows: Rows) -> Iterator[str]:
    if given := kwargs.get("row_condition"):
        yield f"({given})"
    if kind == _NOT_NULL:
        # A refused or emptied cell has its finding already (rules.md, Precedence 1 and 2).
        yield f"not {kwargs['column']}{UNFIT}"
    if rows != "all":
        yield f"_{rows}"


def _at_fault(meta: dict[str, Any], kwargs: dict[str, Any], column: Column | None, shape: Entity) -> str | None:
    named = meta.get("column") or (column.field if column else kwargs.get("column"))
    return named if named in shape.by_field else None


def _joined(kwargs: dict[str, Any], shape: Entity, known: Definitions) -> frozenset[str]:
    """The columns of other sides that the texts of an expectation name."""
    named = {name for text in _texts(kwargs) for name in _JOINED.findall(text)}
    return frozenset(name for name in named if name.split("__", 1)[0] in known.joins)


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for key, value in part.items():
            yield key
            yield from _texts(value)
    elif isinstance(part, list):
        for value in part:
            yield from _texts(value)
