"""What an entry of `expectations/` must be, said in one sentence with its file and place when it is not."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, get_args

from township_sync.checks.rule_check import Rows, RuleCheck
from township_sync.checks.vocabulary import complaint
from township_sync.compilers.definitions import Definitions
from township_sync.domain.contract import Entity, contract, contracts
from township_sync.domain.finding import rules
from township_sync.errors import DefinitionError

_KEYS = ("type", "kwargs", "meta")
_META_KEYS = {"slug", "clause", "rows", "column", "shown", "at", "needs", "not_for", "spared", "but"}
_META_NEEDED = ("slug", "clause")
_COLUMNS = ("column", "column_A", "column_B", "column_list")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_NAME = re.compile(r"(?<![\w.])[A-Za-z]\w*")
_WORDS = {"and", "or", "not", "in", "True", "False", "None"}
_OF_A_JOIN = ("found", "received")


def place_of(name: str, number: int, entry: object) -> str:
    """Where an entry stands, for a sentence about it."""
    meta = entry.get("meta") if isinstance(entry, dict) else None
    slug = meta.get("slug") if isinstance(meta, dict) else None
    return f"expectations/{name}.yaml, entry {number}" + (f" ({slug})" if slug else "")


def refuse_malformed(name: str, written: object) -> None:
    """DefinitionError when the entries of a file are not what they must be, whichever entity they are for."""
    if not isinstance(written, list):
        raise DefinitionError(f"expectations/{name}.yaml must be a list of entries (type, kwargs, meta).")
    for number, entry in enumerate(written, 1):
        if said := next(_faults(entry), None):
            raise DefinitionError(f"{place_of(name, number, entry)}: {said}.")


def _faults(entry: object) -> Iterator[str]:
    if not isinstance(entry, dict):
        yield "it must be a mapping with type, kwargs and meta"
        return
    for key in _KEYS:
        if key not in entry:
            yield f"it lacks '{key}'"
    for key in ("kwargs", "meta"):
        if not isinstance(entry[key], dict):
            yield f"'{key}' must be a mapping"
    meta: dict[str, Any] = entry["meta"]
    if unknown := (set(entry) - set(_KEYS)) | (set(meta) - _META_KEYS):
        yield f"it has unknown keys: {', '.join(sorted(unknown))}"
    yield from (f"its meta lacks '{key}'" for key in _META_NEEDED if key not in meta)
    yield from _faults_of_meta(meta)


def _faults_of_meta(meta: Mapping[str, Any]) -> Iterator[str]:
    if meta["slug"] not in rules():
        yield f"the slug '{meta['slug']}' is not in contracts/rules.csv; add the rule there first"
    if "rows" in meta and meta["rows"] not in get_args(Rows):
        yield f"meta.rows is '{meta['rows']}'; it may be {', '.join(get_args(Rows))}"
    if meta.get("at", "sheet") != "sheet":
        yield f"meta.at is '{meta['at']}'; it may be 'sheet' only"
    for entity in (*meta.get("not_for", ()), *meta.get("spared", ())):
        if entity not in contracts():
            yield f"it names the entity '{entity}', which has no contract"


def refuse_misunderstood(check: RuleCheck, shape: Entity, known: Definitions) -> None:
    """DefinitionError when a check is of a type, or has arguments or columns, that nobody knows."""
    if said := complaint(check.type, check.kwargs):
        raise DefinitionError(f"{said}.")
    for name in _named_columns(check):
        if not _is_known(name, shape, known):
            raise DefinitionError(f"it names the column '{name}', which {shape.name} does not have.")


def _named_columns(check: RuleCheck) -> Iterator[str]:
    for argument in _COLUMNS:
        given = check.kwargs.get(argument, ())
        yield from [given] if isinstance(given, str) else given
    condition = _QUOTED.sub("", str(check.kwargs.get("row_condition") or ""))
    yield from (name for name in _NAME.findall(condition) if name not in _WORDS)
    yield from filter(None, (check.column, check.shown))


def _is_known(name: str, shape: Entity, known: Definitions) -> bool:
    """Whether it is a column, something known of a column's cells, a column of another side, or one of the frame's."""
    if name.startswith("_") or name in shape.by_field:
        return True
    head, _, rest = name.partition("__")
    if head in known.joins and rest:
        return rest in _OF_A_JOIN or _is_known(rest, contract(known.joins[head].source(shape.name)), known)
    return bool(rest) and head in shape.by_field
