"""The only door to Great Expectations: one suite on one frame, answered by row ids.

The pandas engine judges, in COMPLETE format with the row id as key, which is exact (the SQL engine caps its keys).
Results hold row ids and counts, never values. An expectation that raised, or whose answer is not there, is an error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from township_sync.checks.rule_check import RuleCheck
from township_sync.domain.period import Month
from township_sync.errors import TerminalError

if TYPE_CHECKING:
    import pandas as pd

_RESULT_FORMAT = {
    "result_format": "COMPLETE",
    "unexpected_index_column_names": ["_row_id"],
    "partial_unexpected_count": 0,
    "exclude_unexpected_values": True,
    "return_unexpected_index_query": False,
}


_ERROR_KIND = re.compile(r"^[\w.]*?(\w+(?:Error|Exception|Comparison))\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one check found: the ids of the rows that are not as expected, and the run that says so."""

    check: RuleCheck
    row_ids: tuple[int, ...]
    run_id: str


class Judge:
    """One ephemeral Great Expectations context, quiet, for the validations of one month."""

    def __init__(self, run_id: str, period: Month) -> None:
        gx = _great_expectations()
        self.run_id = run_id
        # Our runs are told apart by name; their time is the month's, because nothing below the clock reads one.
        self._run_time = datetime.combine(period.last_day, time(), UTC)
        self._context = gx.get_context(mode="ephemeral", project_config=_quiet_configuration())
        self._source = self._context.data_sources.add_pandas("frames")

    def ask(self, name: str, frame: pd.DataFrame, checks: Sequence[RuleCheck]) -> list[Answer]:
        """Validate one frame once with all checks; `name` (entity and stage) makes the run's id.

        TerminalError when an expectation raised or gave no answer.
        """
        gx = _great_expectations()
        suite = self._context.suites.add(gx.ExpectationSuite(name=name, expectations=_configurations(checks)))
        batch = self._source.add_dataframe_asset(name).add_batch_definition_whole_dataframe("month")
        definition = gx.ValidationDefinition(name=name, data=batch, suite=suite)
        run = gx.RunIdentifier(run_name=f"{self.run_id}/{name}", run_time=self._run_time)
        batch_of = {"dataframe": _named_columns(frame, checks)}
        result = definition.run(batch_parameters=batch_of, result_format=_RESULT_FORMAT, run_id=run)
        said = {entry.expectation_config.meta["check"]: entry for entry in result.results}
        answered_by = str(result.meta["run_id"].run_name)
        return [Answer(check, _row_ids(check, said.get(number)), answered_by) for number, check in enumerate(checks)]


def _named_columns(frame: pd.DataFrame, checks: Sequence[RuleCheck]) -> pd.DataFrame:
    """Only what the checks name: a row condition costs time for every column of its frame."""
    words = frozenset({"_row_id"}).union(*(check.words for check in checks))
    return frame[[name for name in frame.columns if name in words]]


def _configurations(checks: Sequence[RuleCheck]) -> list[dict[str, Any]]:
    return [
        {"type": check.type, "kwargs": _arguments(check.kwargs), "meta": {"slug": check.slug, "check": number}}
        for number, check in enumerate(checks)
    ]


def _arguments(kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments with the row condition, a pandas query, as the object that this version of the library wants."""
    from great_expectations.expectations.row_conditions import PassThroughCondition

    condition = kwargs.get("row_condition")
    given = {"row_condition": PassThroughCondition(pass_through_filter=condition)} if condition else {}
    return {**kwargs, **given}


def _row_ids(check: RuleCheck, result: Any) -> tuple[int, ...]:
    if result is None:
        raise TerminalError(f"The rule {check.slug} of {check.entity} was not run by Great Expectations; run it again.")
    if raised := _raised(result.exception_info):
        raise TerminalError(
            f"The rule {check.slug} of {check.entity} ({check.type}) could not be judged: {raised}; mend its entry in "
            f"expectations/ or its class in checks/expectations/."
        )
    found = result.result.get("unexpected_index_list") or []
    row_ids = tuple(sorted(int(number) for part in found for number in part["_row_id"]))
    if len(row_ids) != result.result["unexpected_count"]:
        raise TerminalError(
            f"The rule {check.slug} of {check.entity} found {result.result['unexpected_count']} rows but named "
            f"{len(row_ids)}; its metric does not keep to its rows."
        )
    return row_ids


def _raised(information: dict[str, Any]) -> str:
    """The kind of the first error behind an exception_info, without its text, which may quote a value."""
    entries = [information] if "raised_exception" in information else list(information.values())
    for entry in entries:
        if entry.get("raised_exception"):
            kinds = _ERROR_KIND.findall(entry["exception_traceback"] or "")
            return str(kinds[0]) if kinds else "an error without a name"
    return ""


def _great_expectations() -> Any:
    """The library with our expectations registered; imported late because that takes seconds."""
    import great_expectations

    for path in sorted((Path(__file__).parent / "expectations").glob("[!_]*.py")):
        import_module(f"township_sync.checks.expectations.{path.stem}")
    return great_expectations


def _quiet_configuration() -> Any:
    """Stores in memory, no documentation site on disk, no progress bars, no usage statistics."""
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    return DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(), progress_bars=ProgressBarsConfig(globally=False),
        analytics_enabled=False,
    )
