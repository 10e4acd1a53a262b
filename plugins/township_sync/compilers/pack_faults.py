"""What is wrong with a pack beyond its shape: names of things that are not there, numbers that contradict."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from township_sync import project
from township_sync.compilers.allowed_words import refused
from township_sync.compilers.pack_words import PLACEHOLDER, texts_of, words_of
from township_sync.compilers.schema_faults import schema_faults
from township_sync.compilers.written_pack import Path, WrittenPack
from township_sync.domain.contract import code_set, contracts
from township_sync.errors import DefinitionError

SCHEMA = "policies/policy.schema.json"
Fault = tuple[Path, str]


def refuse_faulty(pack: WrittenPack) -> None:
    """DefinitionError with file, line and the allowed words of the first fault, and how many more there are."""
    told = faults(pack)
    if told:
        more = f" ({len(told) - 1} more: township-sync policy check)" if len(told) > 1 else ""
        raise DefinitionError(told[0] + more)


def faults(pack: WrittenPack) -> list[str]:
    """Every fault of a pack, one sentence each, in the order of its lines."""
    # What is of the wrong shape cannot be read for its meaning.
    found = [*pack.faults, *schema_faults(SCHEMA, pack.content)] or [*_faults_of_meaning(pack.content)]
    placed = sorted({(*pack.place_of(path), said) for path, said in found})
    return [f"{file}, line {line}: {said}{'' if said.endswith('?') else '.'}" for file, line, said in placed]


def _faults_of_meaning(content: Mapping[str, Any]) -> Iterator[Fault]:
    yield from _of_days(content)
    yield from _of_parameters(content)
    yield from _of_words(content)
    yield from _of_codes(content["values"], ("values",), frozenset(project.names("contracts/codes", ".csv")))
    yield from _unknown(("values", "monthly_sheets"), content["values"].get("monthly_sheets", ()),
                        "entity of contracts/", contracts())
    for section, folder in (("indicators", "sql/indicator"), ("lists", "sql/list")):
        statements = project.names(folder, ".sql")
        for name, entry in content.get(section, {}).items():
            if name not in statements:
                yield (section, name), refused(name, f"statement in {folder}", statements)
            yield from _of_entry((section, name), entry, content)
    for name, entry in content.get("indicators", {}).items():
        for level, target in entry.get("targets", {}).items():
            yield from _of_target(("indicators", name, "targets", level), entry["measure"], target, content)


def _of_days(content: Mapping[str, Any]) -> Iterator[Fault]:
    unreal = [*_unreal_days(content, ())]
    yield from unreal
    if not unreal and content.get("valid_to", "9999-12-31") <= content["valid_from"]:
        yield ("valid_to",), f"the pack ends on {content['valid_to']}, but begins on {content['valid_from']}"


def _unreal_days(value: Any, path: Path) -> Iterator[Fault]:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        try:
            date.fromisoformat(value)
        except ValueError:
            yield path, f"'{value}' is a day of no calendar"
    for key, each in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from _unreal_days(each, (*path, key))


def _of_parameters(content: Mapping[str, Any]) -> Iterator[Fault]:
    setters: dict[str, str] = dict.fromkeys(content["values"], "values")
    for number, question in content.get("questions", {}).items():
        for name in question["sets"]:
            if name in setters:
                yield (("questions", number, "sets", name),
                       f"'{name}' is set by {setters[name]} and by {number}; one place must say it")
            setters.setdefault(name, number)
    for name, words in content.get("choices", {}).items():
        if name not in setters:
            yield ("choices", name), refused(name, "parameter of this pack", sorted(setters))
        else:
            yield from _of_choice(name, words, setters[name], content)
    if "annex" in content and "annex_total" not in setters:
        yield ("annex",), "a pack with an annex must set 'annex_total' (what the city shall reach: printed or sum)"


def _of_choice(name: str, words: list[str] | str, setter: str, content: Mapping[str, Any]) -> Iterator[Fault]:
    holder: Path = ("values",) if setter == "values" else ("questions", setter, "sets")
    given = content["values"][name] if setter == "values" else content["questions"][setter]["sets"][name]
    if isinstance(words, str) and words not in project.names("contracts/codes", ".csv"):
        yield ("choices", name), f"'{words}' is no list in contracts/codes; name one, or write the words as a list"
        return
    allowed = allowed_words_of(words)
    for each in given if isinstance(given, list) else [given]:
        if each not in allowed:
            yield (*holder, name), refused(each, f"choice of '{name}'", allowed)


def allowed_words_of(words: list[str] | str) -> list[str]:
    """The words that are written, or the codes of the list in contracts/codes that is named."""
    return list(code_set(words).labels) if isinstance(words, str) else words


def _of_codes(value: Any, path: Path, lists: frozenset[str]) -> Iterator[Fault]:
    """A key of a record that is the name of a list in contracts/codes has codes of it."""
    for key, each in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        if key in lists:
            codes = list(code_set(str(key)).labels)
            yield from _unknown((*path, key), [each] if isinstance(each, str) else each, f"code of '{key}'", codes)
        else:
            yield from _of_codes(each, (*path, key), lists)


def _of_words(content: Mapping[str, Any]) -> Iterator[Fault]:
    known = words_of(content)
    for path, text in texts_of(content):
        for name in PLACEHOLDER.findall(text):
            if name not in known:
                yield path, refused(f"{{{name}}}", "word or parameter of this pack", sorted(known))


def _of_entry(path: Path, entry: Mapping[str, Any], content: Mapping[str, Any]) -> Iterator[Fault]:
    yield from _unknown((*path, "theme"), [entry["theme"]], "theme of this pack", content["themes"])
    yield from _unknown((*path, "needs"), entry["needs"], "entity of contracts/", contracts())
    blocked = [entry["blocks"]] if "blocks" in entry else []
    yield from _unknown((*path, "blocks"), blocked, "entity of contracts/", contracts())


def _of_target(path: Path, measure: str, target: Mapping[str, Any], content: Mapping[str, Any]) -> Iterator[Fault]:
    given = [key for key in ("value", "annex", "months_back") if key in target]
    if len(given) != 1:
        yield path, f"a target has one of value, annex, months_back; this has {' and '.join(given) or 'none'}"
    if measure == "share" and not 0 <= target.get("value", 0) <= 1:
        yield (*path, "value"), f"a share is written as a part of 1, such as 0.95; {target['value']} is not"
    if "annex" in target:
        columns = content.get("annex", {}).get("columns", {})
        yield from _unknown((*path, "annex"), [target["annex"]], "column of this pack's annex", columns)


def _unknown(path: Path, words: Iterable[str], what: str, allowed: Iterable[str]) -> Iterator[Fault]:
    for number, word in enumerate(words):
        if word not in allowed:
            yield (*path, number), refused(word, what, sorted(allowed))
