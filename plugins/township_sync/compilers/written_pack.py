"""A policy pack as it is written: its YAML as data that knows its lines, joined with the pack that it extends."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from township_sync import project
from township_sync.compilers.allowed_words import meant
from township_sync.errors import DefinitionError

Path = tuple[str | int, ...]
"""Where a part of a pack stands: the keys, and the places in lists from 0, that lead to it."""


@dataclass(frozen=True, slots=True)
class WrittenPack:
    """What a pack says, days as text, and for each part the file and line (from 1) that says it."""

    name: str
    content: dict[str, Any]
    places: dict[Path, tuple[str, int]]
    faults: list[tuple[Path, str]] = field(default_factory=list)

    def place_of(self, path: Path) -> tuple[str, int]:
        """The file and line of a part, or of the nearest part around it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (f"policies/{self.name}.yaml", 1))


def written_pack(name: str, asked_by: tuple[str, ...] = ()) -> WrittenPack:
    """One file of `policies/`, with what it takes over from the pack it extends.

    A mapping is joined key by key, anything else replaced; null takes a key out, and so does `without`, where `*`
    stands for every key (`indicators.*.targets`). DefinitionError when it is no YAML, or says a key twice.
    """
    own = _parsed(name)
    base_name = own.content.get("extends")
    if base_name is None:
        return own
    _refuse_unknown_base(own, base_name, (*asked_by, name))
    base = written_pack(base_name, (*asked_by, name))
    joined = WrittenPack(name, base.content, {**base.places}, [*base.faults])
    # A pack's end is its own: the year that follows is not the year before.
    joined.content.pop("valid_to", None)
    patterns = own.content.get("without")
    for pattern in patterns if isinstance(patterns, list) else []:
        _take_out(joined, own, str(pattern))
    _join(joined, own, joined.content, own.content, ())
    return joined


def _parsed(name: str) -> WrittenPack:
    file = f"policies/{name}.yaml"
    try:
        loader: Any = project.YAML_LOADER(project.text(file))
        # Days stay text, as JSON has them; a day that is none is then told with its line.
        loader.yaml_constructors = {**loader.yaml_constructors, "tag:yaml.org,2002:timestamp": _as_written}
        node = loader.get_single_node()
        found = dict(_places(node, (), file)) if node else {}
        content = _plain(loader.construct_document(node)) if node else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise DefinitionError(f"{file}, line {mark.line + 1 if mark else 1}: this is no YAML ({error.problem}); "
                              "look for a missing colon, quote or bracket there or just above.") from None
    if not isinstance(content, dict):
        raise DefinitionError(f"{file}, line 1: a pack must be a mapping (title, document, valid_from, …).")
    return WrittenPack(name, content, found)


def _places(node: Any, path: Path, file: str) -> Iterator[tuple[Path, tuple[str, int]]]:
    if isinstance(node, yaml.MappingNode):
        lines: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise DefinitionError(f"{file}, line {line}: a key must be a word, not a list or a mapping.")
            if key.value in lines:
                raise DefinitionError(f"{file}, line {line}: '{key.value}' was said in line {lines[key.value]} "
                                      "already, and the later would silently win; take one of the two out.")
            lines[key.value] = line
            yield (*path, key.value), (file, line)
            yield from _places(value, (*path, key.value), file)
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield (*path, number), (file, item.start_mark.line + 1)
            yield from _places(item, (*path, number), file)


def _as_written(_: object, node: yaml.ScalarNode) -> str:
    return str(node.value)


def _plain(value: Any) -> Any:
    """The value as JSON has it: keys are text, and a part that is named twice (`&x`, `*x`) is two parts."""
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value


def _refuse_unknown_base(own: WrittenPack, base: object, chain: tuple[str, ...]) -> None:
    file, line = own.place_of(("extends",))
    others = [name for name in project.names("policies", ".yaml") if name not in chain]
    if base in chain:
        raise DefinitionError(f"{file}, line {line}: '{base}' extends this pack itself; begin with one that does not.")
    if base not in others:
        raise DefinitionError(f"{file}, line {line}: there is no pack '{base}'; there are {', '.join(others)}.")


def _join(joined: WrittenPack, own: WrittenPack, into: dict[str, Any], given: dict[str, Any], path: Path) -> None:
    for key, value in given.items():
        here = (*path, key)
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            _join(joined, own, into[key], value, here)
            continue
        if value is None or path == ("values",):
            _refuse_unknown_key(joined, own, here, into)
        if value is not None and key in into and _kind(value) != _kind(into[key]):
            joined.faults.append((here, f"'{key}' is {_kind(into[key])} in {own.content['extends']}, "
                                        f"which this pack extends; here it is {_kind(value)}"))
        if value is None:
            into.pop(key, None)
        else:
            into[key] = value
            _move_places(joined, own, here)


def _kind(value: Any) -> str:
    kinds = {bool: "true or false", str: "a text", list: "a list", dict: "a mapping"}
    return kinds.get(type(value), "a number")


def _refuse_unknown_key(joined: WrittenPack, own: WrittenPack, path: Path, into: dict[str, Any]) -> None:
    """A key that the pack below does not have changes nothing there: it is a misspelling."""
    if path[-1] not in into:
        base = own.content["extends"]
        joined.places[path] = own.places[path]
        joined.faults.append((path, f"{base}, which this pack extends, has no '{path[-1]}' to change"
                                    f"{meant(str(path[-1]), into)}"))


def _move_places(joined: WrittenPack, own: WrittenPack, path: Path) -> None:
    for old in [each for each in joined.places if each[: len(path)] == path]:
        del joined.places[old]
    joined.places.update({each: place for each, place in own.places.items() if each[: len(path)] == path})


def _take_out(joined: WrittenPack, own: WrittenPack, pattern: str) -> None:
    *around, last = pattern.split(".")
    found: list[Any] = [joined.content]
    for step in around:
        found = [inner for each in found if isinstance(each, dict)
                 for inner in (each.values() if step == "*" else [each.get(step)])]
    holders = [each for each in found if isinstance(each, dict) and last in each]
    for each in holders:
        del each[last]
    if not holders:
        joined.faults.append((("without",), f"there is nothing at '{pattern}' in {own.content['extends']}"))
