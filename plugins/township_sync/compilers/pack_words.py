"""The words of the year in the texts of a pack: `{labourer}` becomes what this pack calls one, `{stable_months}` 6."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from township_sync.compilers.written_pack import Path

PLACEHOLDER = re.compile(r"\{(\w+)\}")
_WITH_WORDS = {
    "themes": (),
    "questions": ("asks", "answer"),
    "indicators": ("title", "definition", "unit"),
    "lists": ("title", "columns"),
}
"""The sections whose texts have words of the year, and the keys of their entries that are such texts."""


def words_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that a text may name: the terms, and every parameter."""
    answers = {name: value for each in content.get("questions", {}).values() for name, value in each["sets"].items()}
    return {**content["values"], **answers, **content["terms"]}


def texts_of(content: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """Every text that may have words of the year, with its place."""
    for section, keys in _WITH_WORDS.items():
        for name, entry in content.get(section, {}).items():
            for key in keys:
                yield from _texts(entry.get(key), (section, name, key))
            if not keys:
                yield (section, name), entry
    for name, value in content.get("values", {}).items():
        if not isinstance(value, str):
            # A single text among the values is a pattern or a code; words for people stand in records.
            yield from _texts(value, ("values", name))


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping | list):
        for key, each in value.items() if isinstance(value, Mapping) else enumerate(value):
            yield from _texts(each, (*path, key))


def put_in_words(content: dict[str, Any]) -> None:
    """Write the words of the pack into its own texts."""
    known = words_of(content)
    for path, text in list(texts_of(content)):
        holder: Any = content
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = PLACEHOLDER.sub(lambda found: str(known[found[1]]), text)
