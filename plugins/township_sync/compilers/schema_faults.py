"""What a JSON Schema refuses in a definition file, as sentences with the allowed words."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from json import loads
from typing import Any

from township_sync import project
from township_sync.compilers.allowed_words import refused
from township_sync.compilers.written_pack import Path

_TYPES = {
    "string": "a text", "object": "a mapping", "array": "a list", "number": "a number", "integer": "a whole number",
    "boolean": "true or false",
}


def schema_faults(schema: str, content: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """Each place that the schema (a file of the project) refuses, with what is wrong there."""
    for error in _validator(schema).iter_errors(content):
        yield from _told(error, tuple(error.absolute_path))


@cache
def _validator(schema: str) -> Any:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(loads(project.text(schema)))


def _told(error: Any, path: Path) -> Iterator[tuple[Path, str]]:
    given, schema = error.instance, error.schema
    thing = schema.get("title", "part")
    if "propertyNames" in error.absolute_schema_path:
        yield (*path, given), f"'{given}' is not {schema['description']}"
    elif error.validator == "additionalProperties":
        for key in given:
            if key not in schema["properties"]:
                yield (*path, key), refused(key, f"key of a {thing}", sorted(schema["properties"]))
    elif error.validator == "required":
        misspelt = [key for key in given if key not in schema["properties"]]
        for key in schema["required"]:
            # A misspelt key is told as such.
            if key not in given and not get_close_matches(key, misspelt):
                yield path, f"this {thing} lacks '{key}'"
    elif error.validator == "enum":
        yield path, refused(given, schema.get("title", f"{path[-1]}"), error.validator_value)
    elif error.validator == "type":
        wanted = schema.get("description") or _type_words(error.validator_value)
        yield path, f"'{path[-1] if path else 'the pack'}' must be {wanted}; it is {_shown(given)}"
    elif error.validator == "pattern":
        yield path, f"'{given}' is not {schema.get('description', error.validator_value)}"
    else:
        yield path, f"'{path[-1]}' is not as it must be: {error.message}"


def _type_words(wanted: Any) -> str:
    return " or ".join(_TYPES.get(each, each) for each in ([wanted] if isinstance(wanted, str) else wanted))


def _shown(given: object) -> str:
    return "empty" if given is None else f"'{given}'"
