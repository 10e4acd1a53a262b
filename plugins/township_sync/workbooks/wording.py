"""The Chinese words of the returned workbook and of the messages: read from `contracts/`, never written in code."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from township_sync import project
from township_sync.domain.finding import rule

HARDEST = 9


@dataclass(frozen=True, slots=True)
class Advice:
    """How a clerk mends one kind of fault: a short title, what to do, and how easy it is (1 is easiest)."""

    title: str
    fix: str
    ease: int


@cache
def words() -> dict[str, Any]:
    """Headings and sentences of the returned workbook (contracts/letters/returned_workbook.zh.yaml)."""
    return project.mapping("contracts/letters/returned_workbook.zh.yaml")


@cache
def _messages() -> dict[str, Any]:
    return project.mapping("contracts/messages.zh.yaml")


def advice(slug: str) -> Advice:
    """What contracts/messages.zh.yaml says about a slug; a slug without an entry is shown without advice, last."""
    given = _messages().get(rule(slug).slug) or {}
    return Advice(str(given.get("title", slug)), str(given.get("fix", "")), int(given.get("ease", HARDEST)))
