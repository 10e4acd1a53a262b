"""What the policy says, as values: a pack of `policies/` with its figures, lists, answers and terms.

A year's policy is one file. Nothing of it stands in Python or SQL: statements get its numbers as parameters.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from township_sync.domain.annex import Annex

Operator = Literal[">", ">=", "=", "<=", "<"]
Measure = Literal["share", "count", "mean", "median"]
Level = Literal["city", "township"]


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure shall reach: `超过` is `>`, `不低于` and `以上` are `>=` (domain.md 0, finding 5).

    `value` is the same for all units, or `annex` names the column of the annex that has one for each; `months_back`
    compares with the same figure so many months before. A `striving` target (力争, 努力) is never missed, only not
    reached yet; nor is one that falls short by no more than the share `tolerance` (总量基本稳定). `due` is the day by
    which the notice wants it.
    """

    operator: Operator
    value: Decimal | None = None
    annex: str | None = None
    months_back: int | None = None
    striving: bool = False
    tolerance: Decimal = Decimal(0)
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure: its statement is `sql/indicator/<name>.sql`, which tells its members (drill-down included).

    `needs` are the entities without which it is not run. With `settles_after_days` it is provisional until so many
    days after the day that it is about.
    """

    name: str
    title: str
    clause: str
    theme: str
    measure: Measure
    unit: str
    definition: str
    needs: tuple[str, ...]
    targets: Mapping[Level, Target]
    settles_after_days: int = 0


@dataclass(frozen=True, slots=True)
class WorkList:
    """One list that somebody works through: its statement is `sql/list/<name>.sql`.

    `columns` are the statement's columns that are shown, each with its header, in order. While it has rows of a unit,
    that unit's rows of the entity that it `blocks` do not leave in the monthly sync.
    """

    name: str
    title: str
    clause: str
    theme: str
    needs: tuple[str, ...]
    columns: Mapping[str, str]
    blocks: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """An open question of the notice (domain.md 7), the answer chosen, and the parameters that the answer sets."""

    name: str
    asks: str
    clause: str
    answer: str
    sets: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Pack:
    """One policy: valid from a day, until the day before `valid_to` (None = still).

    `content` is all of it as JSON has it, with what it takes over from the pack that it extends, its annex, and its
    words of the year put in; `digest` is of that. `choices` are the allowed words of parameters that are words.
    """

    name: str
    title: str
    document: str
    valid_from: date
    valid_to: date | None
    extends: str | None
    digest: str
    content: Mapping[str, Any]
    values: Mapping[str, Any]
    choices: Mapping[str, Sequence[str]]
    questions: Sequence[Question]
    indicators: Mapping[str, Indicator]
    lists: Mapping[str, WorkList]
    themes: Mapping[str, str]
    terms: Mapping[str, str]
    annex: Annex | None

    @property
    def parameters(self) -> dict[str, Any]:
        """Every number and choice by name, as statements and rules get it."""
        return dict(self.values) | {name: value for each in self.questions for name, value in each.sets.items()}

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)
