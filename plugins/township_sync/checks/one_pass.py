"""Every check of a frame in one pass over it, by the conditions of Great Expectations.

The library's pandas engine filters and copies the whole frame again for each number of each expectation. Here each
condition is asked once, on no more than it needs: of a rule about one column the distinct values, else the columns that
it names of the rows that it is about. What several checks share (the rows of a row condition, the distinct values of a
column) is worked out once.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from township_sync.checks.conditions import Condition, condition_of
from township_sync.checks.rule_check import RuleCheck
from township_sync.domain.contract import contract
from township_sync.errors import TerminalError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

_ALL_EQUAL = "compound_columns.unique"
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Found:
    """What one check found: how many rows it is about, how many of them it skipped because values are missing, and the
    ids of those that are not as expected, rising."""

    rows: int
    missing: int
    row_ids: tuple[int, ...]


class Pass:
    """One frame (its index is `_row_id`) before its checks."""

    def __init__(self, frame: pd.DataFrame, condition: Callable[[RuleCheck], Condition] = condition_of) -> None:
        self._frame, self._condition = frame, condition
        self._about: dict[str, np.ndarray] = {}
        self._distinct: dict[str, tuple[np.ndarray, pd.DataFrame]] = {}

    def ask(self, check: RuleCheck) -> Found:
        """What the check finds. TerminalError when it cannot be judged; the sentence names no value."""
        try:
            condition = self._condition(check)
            about = self._rows_where(check.kwargs.get("row_condition", ""))
            if condition.is_of_values:
                return self._of_values(condition, about)
            return self._of_rows(condition, about, contract(check.entity).key)
        except Exception as error:
            raise TerminalError(
                f"The rule {check.slug} of {check.entity} ({check.type}) could not be judged: {type(error).__name__}; "
                f"mend its entry in expectations/ or its class in checks/expectations/."
            ) from None  # its own text may quote a value

    def rows_about(self, check: RuleCheck) -> int:
        """How many rows the check is about."""
        return int(self._rows_where(check.kwargs.get("row_condition", "")).sum())

    def _rows_where(self, row_condition: str) -> np.ndarray:
        """Which rows fulfil a row condition, a pandas query; it costs time for every column of its frame."""
        import numpy as np

        if row_condition not in self._about:
            words = set(_WORD.findall(row_condition))
            named = self._frame[[name for name in self._frame.columns if name in words]]
            held: Any = named.eval(row_condition) if row_condition else np.ones(len(named))
            self._about[row_condition] = np.asarray(held, dtype=bool)
        return self._about[row_condition]

    def _of_values(self, condition: Condition, about: np.ndarray) -> Found:
        import numpy as np

        codes, values = self._distinct_values(condition.columns[0])
        wrong = np.append(condition.unexpected(values), False)  # a missing value has the code -1
        found = self._ids(about & wrong[codes]) if wrong.any() else ()
        return Found(int(about.sum()), int((about & (codes < 0)).sum()), found)

    def _distinct_values(self, column: str) -> tuple[np.ndarray, pd.DataFrame]:
        import pandas as pd

        if column not in self._distinct:
            codes, values = pd.factorize(self._frame[column])
            self._distinct[column] = codes, pd.DataFrame({column: values})
        return self._distinct[column]

    def _of_rows(self, condition: Condition, about: np.ndarray, key: tuple[str, ...]) -> Found:
        rows = self._frame[condition.columns]
        rows = rows if about.all() else rows[about]
        asked = rows
        if condition.name == _ALL_EQUAL and (named := [name for name in key if name in rows]):
            # Rows that are equal in everything are equal in their key.
            asked = rows[rows.duplicated(named, keep=False)]
        wrong = asked.index[condition.unexpected(asked)]
        return Found(len(rows), condition.missing(rows), tuple(sorted(wrong.tolist())))

    def _ids(self, found: np.ndarray) -> tuple[int, ...]:
        return tuple(sorted(self._frame.index[found].tolist()))
