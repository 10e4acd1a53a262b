"""The contract with the provincial platform: a good OpenAPI 3.1 document, closed, bounded, and told in full."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from schemathesis.specs.openapi import definitions

from township_sync import sandbox
from township_sync.sandbox.platform_contract import contract, operations
from township_sync.sandbox.platform_server import OPERATIONS

SANDBOX = Path(sandbox.__file__).parent
REFUSALS = re.compile(r'Refusal\((\d{3}), "([A-Z_]+)"')


def _schemas(node: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema object of the document that says a type, with where it stands."""
    if isinstance(node, dict):
        if "type" in node and path.split("/")[-1] != "properties" and "in" not in node and "scheme" not in node:
            yield path, node
        for name, below in node.items():
            yield from _schemas(below, f"{path}/{name}")
    if isinstance(node, list):
        for number, below in enumerate(node):
            yield from _schemas(below, f"{path}/{number}")


def _types(schema: dict[str, Any]) -> set[str]:
    said = schema["type"]
    return {said} if isinstance(said, str) else set(said)


SCHEMAS = dict(_schemas(contract()))


def test_it_is_an_openapi_3_1_document() -> None:
    assert list(definitions.OPENAPI_31_VALIDATOR.iter_errors(contract())) == []
    broken = contract() | {"paths": {"about": {}}}
    assert list(definitions.OPENAPI_31_VALIDATOR.iter_errors(broken)) != []


@pytest.mark.parametrize("where", SCHEMAS)
def test_every_schema_is_good_closed_and_bounded(where: str) -> None:
    schema = SCHEMAS[where]
    Draft202012Validator.check_schema(schema)
    bounds = {"string": {"maxLength"}, "array": {"maxItems"}, "integer": {"minimum", "maximum"}}
    for kind in _types(schema) & set(bounds):
        assert bounds[kind] <= set(schema), f"{kind} without bounds"
    if "object" in _types(schema):
        named = schema["additionalProperties"]
        assert named is False or (named["maxLength"] and schema["maxProperties"])
        assert set(schema.get("required", ())) <= set(schema.get("properties", {}))


def test_the_sandbox_has_every_operation_and_no_other() -> None:
    assert {one.name for one in operations()} == set(OPERATIONS)


def test_every_operation_that_needs_a_token_tells_of_every_refusal_at_the_door() -> None:
    for path, item in contract()["paths"].items():
        for said in (one for name, one in item.items() if name != "parameters"):
            expected = {"429"} if said.get("security") == [] else {"401", "410", "422", "429", "503"}
            assert expected <= set(said["responses"]) | ({"422"} if path.endswith("about") else set()), path


def test_every_code_of_a_refusal_stands_in_the_table_of_the_contract() -> None:
    told = contract()["info"]["description"]
    said = {(found[1], found[2]) for path in SANDBOX.glob("platform_*.py") for found in
            REFUSALS.finditer(path.read_text(encoding="utf-8"))} - {("404", "PATH_UNKNOWN"), ("405", "METHOD_WRONG")}
    assert len(said) > 15
    for status, code in said - {("422", "OPERATOR")}:
        assert re.search(rf"\| (\d+, )?{status}(, \d+)? \|.*`{code}`", told), f"{status} {code}"
