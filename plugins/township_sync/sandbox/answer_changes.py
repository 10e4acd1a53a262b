"""One change to the JSON of an answer, as a platform makes it that changed its contract without a word.

    path   steps from the top, as a list or with slashes: names, numbers of places in a list, `*` for each of them
    op     rename   the field bears the name `to`
           remove   the field is gone
           set      the field holds `value` (a new field, a word that no enum knows, counts that do not add up,
                    another checksum, a cursor that leads in a circle)
           retype   a number becomes a text, a text a number, a list or an object a text, null the number 0
           repeat   a text is repeated `value` times
A path that leads nowhere changes nothing.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from typing import Any


def reshaped(document: Any, change: Mapping[str, Any]) -> Any:
    """A copy of a document with the change."""
    path = change["path"].split("/") if isinstance(change["path"], str) else [str(step) for step in change["path"]]
    changed = deepcopy(document)
    for holder, name in _places([changed], path):
        _OPS[change["op"]](holder, name, change)
    return changed


def _places(holders: list[Any], path: list[str]) -> Iterator[tuple[Any, Any]]:
    """Every pair of holder and name (or place) that a path means."""
    for step in path[:-1]:
        holders = [holder[name] for holder in holders for name in _named(holder, step) if _has(holder, name)]
    for holder in holders:
        for name in _named(holder, path[-1]):
            yield holder, name


def _named(holder: Any, step: str) -> list[Any]:
    if isinstance(holder, list):
        return list(range(len(holder))) if step == "*" else [int(step)] if step.isdigit() else []
    if isinstance(holder, dict):
        return list(holder) if step == "*" else [step]
    return []


def _has(holder: Any, name: Any) -> bool:
    return name in holder if isinstance(holder, dict) else name < len(holder)


def _rename(holder: Any, name: Any, change: Mapping[str, Any]) -> None:
    if _has(holder, name):
        holder[change["to"]] = holder.pop(name)


def _remove(holder: Any, name: Any, change: Mapping[str, Any]) -> None:
    if _has(holder, name):
        del holder[name]


def _set(holder: Any, name: Any, change: Mapping[str, Any]) -> None:
    if isinstance(holder, dict) or _has(holder, name):
        holder[name] = change["value"]


def _retype(holder: Any, name: Any, change: Mapping[str, Any]) -> None:
    if _has(holder, name):
        value = holder[name]
        holder[name] = 7 if isinstance(value, str) else 0 if value is None else json.dumps(value)


def _repeat(holder: Any, name: Any, change: Mapping[str, Any]) -> None:
    if _has(holder, name) and isinstance(holder[name], str):
        holder[name] = holder[name] * int(change["value"])


_OPS: dict[str, Callable[[Any, Any, Mapping[str, Any]], None]] = {
    "rename": _rename, "remove": _remove, "set": _set, "retype": _retype, "repeat": _repeat,
}
