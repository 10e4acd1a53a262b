"""JSON Schema, as much of it as the contract uses (2020-12), compiled to functions that look at a value once.

A keyword that is not known here is a DefinitionError when the contract is compiled, so nothing goes unchecked.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from township_sync.errors import DefinitionError

_KNOWN = {
    "type", "enum", "const", "pattern", "minLength", "maxLength", "minimum", "maximum", "format", "items", "minItems",
    "maxItems", "uniqueItems", "properties", "required", "additionalProperties", "maxProperties", "propertyNames",
    "if", "then", "else", "description", "default",
}
_MOST_DIFFERENCES = 50
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where a value has another form; a field too many is tolerated."""

    path: tuple[str | int, ...]
    expected: str
    found: str
    is_tolerated: bool = False


Found = Sequence[Difference]
Check = Callable[[Any], Found]
Schema = Mapping[str, Any]


def check_of(schema: Schema, schemas: Mapping[str, Schema]) -> Check:
    """The check of a schema; `schemas` are those that it may refer to by name.

    Objects tolerate fields that they do not name. DefinitionError for a keyword, a type or a format that is unknown.
    """
    if "$ref" in schema:
        return check_of(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    if unknown := schema.keys() - _KNOWN:
        raise DefinitionError(f"The contract uses {', '.join(sorted(unknown))}, which province_schema.py cannot check.")
    said = schema.get("type", "string")
    types = said if isinstance(said, list) else [said]
    [kind] = [one for one in types if one != "null"]
    if kind not in _MAKERS:
        raise DefinitionError(f"The contract uses the type {kind}, which province_schema.py cannot check.")
    inner = _MAKERS[kind](schema, schemas)
    return _or_null(inner) if "null" in types else inner


def kind_of(value: Any) -> str:
    """What kind of thing a JSON value is, in JSON's own words."""
    return _KINDS.get(type(value), "something else")


_KINDS = {str: "a string", bool: "a boolean", int: "an integer", float: "a number", list: "an array",
          dict: "an object", type(None): "null"}


def _differs(expected: str, found: str) -> Found:
    return (Difference((), expected, found),)


def _below(step: str | int, found: Found) -> Found:
    return [replace(one, path=(step, *one.path)) for one in found]


def _or_null(inner: Check) -> Check:
    return lambda value: () if value is None else inner(value)


def _boolean(schema: Schema, schemas: Mapping[str, Schema]) -> Check:
    return lambda value: () if value is True or value is False else _differs("a boolean", kind_of(value))


def _integer(schema: Schema, schemas: Mapping[str, Schema]) -> Check:
    low, high = schema["minimum"], schema["maximum"]
    expected = f"an integer from {low} to {high}"

    def check(value: Any) -> Found:
        if type(value) is not int:
            return _differs(expected, kind_of(value))
        return () if low <= value <= high else _differs(expected, "another integer")

    return check


def _string(schema: Schema, schemas: Mapping[str, Schema]) -> Check:
    words = frozenset([schema["const"]] if "const" in schema else schema.get("enum", ()))
    low, high, has_form = schema.get("minLength", 0), schema.get("maxLength"), _form(schema)
    expected = _expected(schema, sorted(words))

    def check(value: Any) -> Found:
        if type(value) is not str:
            return _differs(expected, kind_of(value))
        if (words and value not in words) or (has_form and not has_form(value)):
            return _differs(expected, "another string")
        if len(value) < low or (high is not None and len(value) > high):
            return _differs(expected, f"a string of {len(value)} characters")
        return ()

    return check


def _expected(schema: Schema, words: Sequence[str]) -> str:
    if words:
        return "one of " + ", ".join(words)
    if form := schema.get("format") or schema.get("pattern"):
        return f"a string {form}"
    return f"a string of {schema.get('minLength', 0)} to {schema.get('maxLength', 'any number of')} characters"


def _form(schema: Schema) -> Callable[[str], object] | None:
    """The test of a pattern or a format; every pattern of the contract is anchored, so the whole string must match."""
    if "format" in schema:
        return {"date-time": _is_moment, "date": _is_day}[schema["format"]]
    if "pattern" not in schema:
        return None
    pattern = schema["pattern"]
    if not (pattern.startswith("^") and pattern.endswith("$")):
        raise DefinitionError(f"The pattern {pattern} of the contract is not anchored.")
    return re.compile(pattern, re.ASCII).fullmatch


def _is_moment(text: str) -> bool:
    return bool(_MOMENT.fullmatch(text)) and _parses(datetime.fromisoformat, text.upper())


def _is_day(text: str) -> bool:
    return bool(_DAY.fullmatch(text)) and _parses(date.fromisoformat, text)


def _parses(parse: Callable[[str], object], text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True


def _array(schema: Schema, schemas: Mapping[str, Schema]) -> Check:
    each, low, high = check_of(schema["items"], schemas), schema.get("minItems", 0), schema["maxItems"]
    must_differ = schema.get("uniqueItems", False)

    def check(value: Any) -> Found:
        if type(value) is not list:
            return _differs("an array", kind_of(value))
        if not low <= len(value) <= high:
            return _differs(f"an array of {low} to {high} items", f"an array of {len(value)}")
        found: list[Difference] = []
        for place, item in enumerate(value):
            if differing := each(item):
                found += _below(place, differing)
                if len(found) > _MOST_DIFFERENCES:
                    return found
        if must_differ and not found and len(set(value)) < len(value):
            return _differs("an array of different items", "an item twice")
        return found

    return check


def _object(schema: Schema, schemas: Mapping[str, Schema]) -> Check:
    named, when = _named(schema, schemas), _when(schema, schemas)
    required = frozenset(schema.get("required", ()))
    others = schema.get("additionalProperties")
    each_other = check_of(others, schemas) if isinstance(others, Mapping) else None
    most, longest = schema.get("maxProperties"), schema.get("propertyNames", {}).get("maxLength")

    def check(value: Any) -> Found:
        if type(value) is not dict:
            return _differs("an object", kind_of(value))
        found: list[Difference] = []
        for name, inner in named.items():
            if name in value:
                if differing := inner(value[name]):
                    found += _below(name, differing)
            elif name in required:
                found.append(Difference((name,), "it to be there", "nothing"))
        if len(value) > len(named) or not value.keys() <= named.keys():
            found += _of_others(value.keys() - named.keys(), value)
        found += when(value)
        return found

    def _of_others(names: set[str], value: Mapping[str, Any]) -> Found:
        if each_other is None:
            return [Difference((name,), "no such field", kind_of(value[name]), True) for name in sorted(names)]
        if (most is not None and len(value) > most) or (longest and any(len(name) > longest for name in names)):
            return _differs(f"at most {most} fields with names of {longest} characters", "more")
        return [one for name in sorted(names) for one in _below(name, each_other(value[name]))]

    return check


def _named(schema: Schema, schemas: Mapping[str, Schema]) -> Mapping[str, Check]:
    return {name: check_of(inner, schemas) for name, inner in schema.get("properties", {}).items()}


def _when(schema: Schema, schemas: Mapping[str, Schema]) -> Check:
    """The check of `if`, `then` and `else`, each of which names properties of the same object."""
    if "if" not in schema:
        return lambda value: ()
    asked, then, otherwise = (_named(schema.get(part, {}), schemas) for part in ("if", "then", "else"))

    def check(value: Any) -> Found:
        holds = not any(each(value[name]) for name, each in asked.items() if name in value)
        wanted = then if holds else otherwise
        return [one for name, each in wanted.items() if name in value for one in _below(name, each(value[name]))]

    return check


_MAKERS: Mapping[str, Callable[[Schema, Mapping[str, Schema]], Check]] = {
    "boolean": _boolean, "integer": _integer, "string": _string, "array": _array, "object": _object,
}
