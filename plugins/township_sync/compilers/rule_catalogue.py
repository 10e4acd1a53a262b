"""The catalogue of findings: each rule of `contracts/rules.csv` with what judges it and the cases that test it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from township_sync import project
from township_sync.domain.finding import Rule, rules

_CASES = ("tests/**/expected.csv", "tests/**/facts.csv")
"""What a case must find, line by line; the slug is a field of such a line."""
_TESTS = ("tests/**/test_*.py", "tests/**/exhibits.py")
_WORD = re.compile(r"[a-z][a-z0-9_]+")


@dataclass(frozen=True, slots=True)
class CatalogueLine:
    """One rule, the definition files that judge it (none: reading does), and the tests that expect it by name."""

    rule: Rule
    judged_in: tuple[str, ...]
    tested_in: tuple[str, ...]

    def as_json(self) -> dict[str, str | list[str]]:
        """Slug, scope, entity, severity, export, clause, definition, message and both lists."""
        told = {name: value for name, value in asdict(self.rule).items() if name != "order"}
        return {**told, "judged_in": list(self.judged_in), "tested_in": list(self.tested_in)}


def catalogue() -> dict[str, CatalogueLine]:
    """Every rule by slug, in the order of `contracts/rules.csv`.

    Where the checkout has no tests, as in an image, `tested_in` is empty everywhere.
    """
    judged, tested = _places(("expectations/*.yaml",)), _places((*_CASES, *_TESTS))
    return {slug: CatalogueLine(rule, judged.get(slug, ()), tested.get(slug, ())) for slug, rule in rules().items()}


def judged_in(slug: str) -> tuple[str, ...]:
    """The definition files that judge one rule, from the project's root; none: reading does."""
    return _places(("expectations/*.yaml",)).get(slug, ())


@cache
def _places(patterns: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """The files, from the project's root, in which each slug stands as a word."""
    found: dict[str, list[str]] = {}
    for path in _files(patterns):
        words = set(_WORD.findall(path.read_text(encoding="utf-8")))
        for slug in words & rules().keys():
            found.setdefault(slug, []).append(path.relative_to(project.root()).as_posix())
    return {slug: tuple(places) for slug, places in found.items()}


def _files(patterns: tuple[str, ...]) -> Iterator[Path]:
    for pattern in patterns:
        yield from sorted(project.root().glob(pattern))
