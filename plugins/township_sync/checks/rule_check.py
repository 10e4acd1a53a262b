"""One expectation that is ready to run: an entry of `expectations/` for one entity and, where it names several, one
column."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from township_sync.domain.finding import Rule, rule

_WORD = re.compile(r"\w+")
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
    def words(self) -> frozenset[str]:
        """Every word of the expectation's arguments: the columns it may look at are among them."""
        return frozenset(_WORD.findall(repr(self.kwargs)))

    @property
    def joins(self) -> frozenset[str]:
        return frozenset(name.split("__", 1)[0] for name in self.joined)
