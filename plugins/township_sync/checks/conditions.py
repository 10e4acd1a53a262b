"""The condition behind an expectation: the function in Great Expectations' registry that says of rows yes or no.

It is the same function, the library's or ours, that the library's pandas engine asks; only who asks it, and how often,
is another matter (`one_pass.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from township_sync.checks.rule_check import RuleCheck

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

_OVER_OTHER_ROWS = ("column_values.unique", "column_values.increasing", "column_values.decreasing")
"""Conditions on one column that look at other rows too; every other one says the same of equal values."""
_SKIPS_NOTHING = ("never", "neither")


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition with what it is asked with: `domain` names its columns, `values` are its arguments."""

    name: str
    provider: Any
    function: Any
    domain: Mapping[str, Any]
    values: Mapping[str, Any]

    @property
    def columns(self) -> list[str]:
        """The columns it looks at, each once."""
        if "column_list" in self.domain:
            return list(dict.fromkeys(self.domain["column_list"]))
        return [self.domain[name] for name in ("column", "column_A", "column_B") if name in self.domain]

    @property
    def is_of_values(self) -> bool:
        """Whether it looks at one column, gives equal values the same answer and says nothing of missing ones."""
        return "column" in self.domain and self._skips == "any" and self.name not in _OVER_OTHER_ROWS

    def missing(self, rows: pd.DataFrame) -> int:
        """How many of the rows it says nothing of because values are missing."""
        if not self._skips:
            return 0
        gaps = rows[self.columns].isna()
        return int((gaps.any(axis=1) if self._skips == "any" else gaps.all(axis=1)).sum())

    def unexpected(self, rows: pd.DataFrame) -> np.ndarray:
        """For each row whether it is not as expected; rows that are skipped are."""
        engine = _engine()
        engine.load_batch_data("rows", rows)
        said, *_ = self.function(
            cls=self.provider, execution_engine=engine, metric_domain_kwargs={**self.domain, "batch_id": "rows"},
            metric_value_kwargs=self.values, metrics={"table.columns": list(rows.columns)}, runtime_configuration={},
        )
        engine.batch_manager.reset_batch_cache()
        answers: np.ndarray = said.reindex(rows.index, fill_value=False).to_numpy(dtype=bool)
        return answers

    @property
    def _skips(self) -> str:
        """Which rows it skips: `any` or `all` of its values missing, or none."""
        if "column" in self.domain:
            return "any" if getattr(self.provider, "filter_column_isnull", True) else ""
        given = self.domain.get("ignore_row_if", _SKIPS_NOTHING[0])
        return "" if given in _SKIPS_NOTHING else "any" if given.startswith(("any", "either")) else "all"


class Conditions:
    """The conditions of the checks of one month, each worked out once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[RuleCheck, Condition]] = {}

    def of(self, check: RuleCheck) -> Condition:
        """The condition of one check."""
        if id(check) not in self._known:
            self._known[id(check)] = check, condition_of(check)
        return self._known[id(check)][1]


def condition_of(check: RuleCheck) -> Condition:
    """The condition of a check's expectation with its arguments, by the library's own account of them.

    Its row condition is left out: which rows a rule is about is for the caller to say.
    """
    from great_expectations.expectations.registry import get_expectation_impl, get_metric_kwargs, get_metric_provider

    great_expectations()
    given = {key: value for key, value in check.kwargs.items() if key != "row_condition"}
    expectation: Any = get_expectation_impl(check.type)(**given)
    name = expectation.map_metric
    provider, function = get_metric_provider(f"{name}.condition", _engine())
    asked = get_metric_kwargs(f"{name}.condition", expectation.configuration)
    domain = {key: value for key, value in asked["metric_domain_kwargs"].items() if value is not None}
    return Condition(name, provider, function, domain, asked["metric_value_kwargs"])


@cache
def _engine() -> Any:
    """The library's engine for frames: one for all, since each would keep its rows until somebody sweeps."""
    from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine

    return PandasExecutionEngine()


@cache
def great_expectations() -> Any:
    """The library with our expectations registered; imported late because that takes seconds."""
    import great_expectations

    import_module("township_sync.checks.heard_rules")
    for path in sorted((Path(__file__).parent / "expectations").glob("[!_]*.py")):
        import_module(f"township_sync.checks.expectations.{path.stem}")
    return great_expectations
