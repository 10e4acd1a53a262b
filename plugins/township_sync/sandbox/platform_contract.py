"""The contract as the sandbox's platform obeys it: which operation a request means, and whether it keeps to its schema.

Read from `docs/provincial_platform.openapi.yaml` itself, so that the platform checks requests by nothing else.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.validators import extend

from township_sync import project

PATH = "docs/provincial_platform.openapi.yaml"
LARGEST_PIECE = 1_048_576
_METHODS = ("get", "put", "post", "delete", "patch")
_FORMATS = FormatChecker(formats=())
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


class Malformed(ValueError):
    """A request that breaks the contract; the text says where, and holds none of its values."""


def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or (_MOMENT.fullmatch(value) is not None and moment(value) is not None)


def moment(text: str) -> datetime:
    """The moment that a date-time of RFC 3339 names; ValueError when there is none."""
    return datetime.fromisoformat(text.upper())


def _pattern(validator: Any, pattern: str, value: object, schema: Mapping[str, Any]) -> Iterator[ValidationError]:
    """`$` is the end of the text, as in ECMA 262; in Python it would let a line feed pass."""
    if isinstance(value, str) and not re.search(pattern.replace("$", r"\Z"), value, re.ASCII):
        yield ValidationError(f"does not match {pattern}")


_Validator = extend(Draft202012Validator, {"pattern": _pattern})


_FORMATS.checks("date-time", ValueError)(_is_moment)


@dataclass(frozen=True)
class Operation:
    """One operation of the contract: its name, what its parameters must be, and what its body must be."""

    name: str
    method: str
    pattern: re.Pattern[str]
    needs_token: bool
    parameters: Mapping[str, Draft202012Validator]
    media_type: str | None
    body: Draft202012Validator | None

    def read_parameters(self, place: str, pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
        """The values of one place (path, query, header), whole numbers as such and defaults filled in."""
        wanted = self.parameters[place].schema["properties"]
        given = [(name, value) for name, value in pairs if place == "query" or name in wanted]
        values = {name: _typed(value, wanted.get(name, {})) for name, value in given}
        if len(values) < len(given):
            raise Malformed(f"{place} 参数重复")
        _check(self.parameters[place], values, place)
        return {name: schema["default"] for name, schema in wanted.items() if "default" in schema} | values

    def read_body(self, body: bytes) -> Any:
        """What a body says (None for an operation without a document, or one whose body is bytes)."""
        if self.body is None or self.media_type == "application/octet-stream":
            return None
        said = _form(body) if self.media_type == "application/x-www-form-urlencoded" else _document(body)
        _check(self.body, said, "正文")
        return said


@cache
def contract() -> dict[str, Any]:
    """The whole document."""
    return project.mapping(PATH)


@cache
def operations() -> tuple[Operation, ...]:
    """Every operation of the contract."""
    return tuple(_operations())


def operation_for(method: str, path: str) -> tuple[Operation | None, dict[str, str], list[str]]:
    """The operation that a request means, the values in its path, and the methods that its path has."""
    on_path = [(one, found) for one in operations() if (found := one.pattern.fullmatch(path))]
    for one, found in on_path:
        if one.method == method:
            return one, found.groupdict(), []
    return None, {}, sorted(one.method for one, _ in on_path)


def schema(name: str) -> Draft202012Validator:
    """The validator of one named schema."""
    return _validator({"$ref": f"#/components/schemas/{name}"})


def _operations() -> Iterator[Operation]:
    for path, item in contract()["paths"].items():
        pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path))
        for method in _METHODS:
            if method in item:
                yield _operation(method, pattern, item.get("parameters", []), item[method])


def _operation(method: str, pattern: re.Pattern[str], shared: list[Any], said: Mapping[str, Any]) -> Operation:
    named = [_resolved(parameter) for parameter in [*shared, *said.get("parameters", [])]]
    places = {place: [one for one in named if one["in"] == place] for place in ("path", "query", "header")}
    content = dict(said.get("requestBody", {}).get("content", {}))
    media_type = next(iter(content), None)
    body = _validator(content[media_type]["schema"]) if media_type else None
    return Operation(said["operationId"], method.upper(), pattern, said.get("security", True) != [],
                     {place: _parameters(found) for place, found in places.items()}, media_type, body)


def _parameters(found: Sequence[Mapping[str, Any]]) -> Draft202012Validator:
    """The validator of one place's parameters as one closed object; names of headers in small letters."""
    properties = {_spelled(one): _resolved(one["schema"]) for one in found}
    required = [_spelled(one) for one in found if one.get("required")]
    return _validator({"type": "object", "additionalProperties": False, "required": required,
                       "properties": properties})


def _spelled(parameter: Mapping[str, Any]) -> str:
    name: str = parameter["name"]
    return name.lower() if parameter["in"] == "header" else name


def _resolved(node: Mapping[str, Any]) -> dict[str, Any]:
    found: Any = node
    while "$ref" in found:
        target: Any = contract()
        for step in found["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        found = target
    return dict(found)


def _validator(part: Mapping[str, Any]) -> Any:
    return _Validator({**part, "components": contract()["components"]}, format_checker=_FORMATS)


def _typed(value: str, wanted: Mapping[str, Any]) -> Any:
    is_number = wanted.get("type") == "integer" and re.fullmatch(r"-?(0|[1-9][0-9]{0,18})", value)
    return int(value) if is_number else value


def _document(body: bytes) -> Any:
    try:
        said = json.loads(body.decode("utf-8"), object_pairs_hook=_once, parse_constant=_refuse)
        json.dumps(said, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Malformed("正文不是 JSON") from None
    return said


def _form(body: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, strict_parsing=True, errors="strict",
                          max_num_fields=20)
        return _once(pairs)
    except ValueError:
        raise Malformed("正文不是表单") from None


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    said = dict(pairs)
    if len(said) < len(pairs):
        raise ValueError("a name twice")
    return said


def _refuse(name: str) -> Any:
    raise ValueError(name)


def _check(validator: Draft202012Validator, value: Any, place: str) -> None:
    """Malformed with the place of the first error and the rule that it breaks, never with the value."""
    error = next(validator.iter_errors(value), None)
    if error is not None:
        where = "/".join(str(step) for step in error.absolute_path)
        raise Malformed(f"{place} {where[:100]} 不符合约定（{error.validator}）")
