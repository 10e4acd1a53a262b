"""The ledger of rules of one validation: which were to be asked, and what each found, over one frame or several."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from township_sync.checks.one_pass import Found
from township_sync.checks.rule_check import RuleCheck

if TYPE_CHECKING:
    import pandas as pd

_PLACE = ["_file", "_sheet", "_origin", "_row"]


@dataclass(slots=True)
class _Line:
    rows: int = 0
    missing: int = 0
    row_ids: list[int] = field(default_factory=list)


class Ledger:
    """Rules are expected first and entered when they were asked, so that one without a line is seen."""

    def __init__(self) -> None:
        self.asked: list[RuleCheck] = []
        self._places: list[pd.DataFrame] = []
        self._lines: dict[int, _Line] = {}
        self._numbers: dict[int, int] = {}

    def expect(self, check: RuleCheck) -> None:
        """The check will be asked."""
        if id(check) not in self._numbers:
            self._numbers[id(check)] = len(self.asked)
            self.asked.append(check)

    def without_a_line(self) -> list[RuleCheck]:
        """Those that were expected and never entered."""
        return [check for number, check in enumerate(self.asked) if number not in self._lines]

    def known(self, checks: Sequence[RuleCheck]) -> list[RuleCheck]:
        """Those of the checks that were expected."""
        return [check for check in checks if id(check) in self._numbers]

    def enter(self, check: RuleCheck, found: Found) -> None:
        """What the check found in one frame."""
        line = self._lines.setdefault(self._numbers[id(check)], _Line())
        line.rows += found.rows
        line.missing += found.missing
        line.row_ids += found.row_ids

    def place(self, frame: pd.DataFrame, row_ids: Iterable[int]) -> None:
        """Keep where these rows of a frame stand; those that no check found are forgotten with the frame."""
        if found := sorted(set(row_ids)):
            self._places.append(frame.loc[found, _PLACE])

    def lines(self, validation: str) -> pd.DataFrame:
        """The ledger as Great Expectations validates it (`heard_rules.LEDGER_COLUMNS`); `validation` is its name."""
        import pandas as pd

        return pd.DataFrame({
            "validation": validation, "check": list(self._lines), "rows": [line.rows for line in self._lines.values()],
            "missing": [line.missing for line in self._lines.values()],
            "row_ids": pd.Series([line.row_ids for line in self._lines.values()], dtype="object"),
        })

    def places(self) -> pd.DataFrame:
        """Where every row that was found stands, by its id."""
        import pandas as pd

        if not self._places:
            return pd.DataFrame(columns=_PLACE)
        found = pd.concat(self._places)
        return found[~found.index.duplicated()]


def whole_ledger(ledgers: Mapping[str, Ledger]) -> pd.DataFrame:
    """The ledgers of all validations of a month as one."""
    import pandas as pd

    parts = [ledger.lines(name) for name, ledger in ledgers.items()]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
