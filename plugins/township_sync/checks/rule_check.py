"""One expectation that is ready to run: an entry of `expectations/` for one entity and, where it names several, one
column."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from township_sync.domain.contract import contract
from township_sync.domain.finding import Rule, rule, title_of

_WORD = re.compile(r"\w+")
_OF_ONE_UNIT = frozenset({"_unit", "_file"})
_GROUPED_BY = ("group_by", "sheet", "key", "phone")
"""Arguments that name the columns by which an expectation of ours sets rows against each other."""
_EQUAL_IN = {"expect_compound_columns_to_be_unique": "column_list", "expect_column_values_to_be_unique": "column"}
"""The same of the library's own expectations."""
Rows = Literal["all", "standing", "current", "in_force", "compared", "last_month"]
"""Which rows a check sees: all that were read; those that passed the cell and row rules; all of files that count;
these and what is loaded from earlier months; standing rows beside last month's; last month's."""


@dataclass(frozen=True, slots=True)
class RuleCheck:
    """What Great Expectations is asked, and how an answer becomes a finding.

    `column` is the field at fault (None: the whole row), `shown` the field whose masked value the finding shows.
    `at_sheet` puts the finding on the first sheet of the entity instead of on a row. `joined` are the columns of
    other sheets or months that the check needs, `joins` what they come from.
    """

    entity: str
    slug: str
    type: str
    kwargs: Mapping[str, Any]
    rows: Rows
    column: str | None = None
    shown: str | None = None
    at_sheet: bool = False
    joined: frozenset[str] = frozenset()

    @property
    def rule(self) -> Rule:
        return rule(self.slug)

    @property
    def description(self) -> str:
        """What it looks for, in Chinese: the title of its rule, and the column at fault."""
        header = contract(self.entity).column(self.column).header if self.column else ""
        return f"{title_of(self.slug)}：{header}" if header else title_of(self.slug)

    @property
    def meta(self) -> dict[str, str]:
        """What is kept beside the expectation: its slug, clause, rows, and the column at fault."""
        told = {"slug": self.slug, "clause": self.rule.clause, "rows": self.rows}
        return told | ({"column": self.column} if self.column else {})

    @property
    def words(self) -> frozenset[str]:
        """Every word of the expectation's arguments: the columns it may look at are among them."""
        return frozenset(_WORD.findall(repr(self.kwargs)))

    @property
    def joins(self) -> frozenset[str]:
        return frozenset(name.split("__", 1)[0] for name in self.joined)

    @property
    def groups(self) -> list[tuple[str, ...]]:
        """The columns by which it sets rows against each other; several when it groups in several ways."""
        named = (self.kwargs[name] for name in (*_GROUPED_BY, _EQUAL_IN.get(self.type, "")) if name in self.kwargs)
        return [(columns,) if isinstance(columns, str) else tuple(columns) for columns in named]

    @property
    def stays_in_unit(self) -> bool:
        """Whether it sets no rows of different units against each other."""
        return all(_OF_ONE_UNIT.intersection(columns) for columns in self.groups)
