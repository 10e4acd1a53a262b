"""Faults P1–P24 of a platform, kill points C14–C21 of the exchange and N1–N8 of channels (docs/reliability.md): a test
names each.

A test names a fault in its own name (`test_p05_…`) or in its own docstring ("P5: …").
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
MATRIX = TESTS.parent / "docs/reliability.md"
FAULTS = [*(f"P{number}" for number in range(1, 25)), *(f"C{number}" for number in range(14, 22)),
          *(f"N{number}" for number in range(1, 9))]
_IN_NAME = re.compile(r"(?<![a-z0-9])([pcn])0?(\d{1,2})(?![0-9a-z])")
_IN_TEXT = re.compile(r"(?<![A-Za-z0-9])([PCN])(\d{1,2})(?![0-9A-Za-z])")


def _tests() -> Iterator[tuple[str, ast.FunctionDef]]:
    for path in sorted(TESTS.rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        for node in ast.parse(text).body if _IN_TEXT.search(text) or _IN_NAME.search(text) else ():
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield f"{path.relative_to(TESTS)}::{node.name}", node


def _named(node: ast.FunctionDef) -> set[str]:
    found = _IN_NAME.findall(node.name) + _IN_TEXT.findall(ast.get_docstring(node) or "")
    return {f"{letter.upper()}{int(number)}" for letter, number in found}


def named_by() -> dict[str, list[str]]:
    """By fault the tests that name it."""
    by_fault: dict[str, list[str]] = {fault: [] for fault in FAULTS}
    for name, node in _tests():
        for fault in _named(node) & by_fault.keys():
            by_fault[fault].append(name)
    return by_fault


BY_FAULT = named_by()


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_by_a_test_and_by_the_matrix(fault: str) -> None:
    assert BY_FAULT[fault], f"no test names {fault}; name it test_{fault.lower()}_… or in the test's docstring"
    assert re.search(rf"^\| {fault} \|", MATRIX.read_text(encoding="utf-8"), re.MULTILINE), "not in docs/reliability.md"
