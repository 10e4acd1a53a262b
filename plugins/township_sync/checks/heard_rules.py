"""The expectation by which Great Expectations closes a month: a rule was asked, and no row was found by it.

The batch that it validates is the ledger of rules (`LEDGER_COLUMNS`, one line for each rule that was asked). One metric
reads the ledger once for all expectations of a suite. A rule without a line raises: what was not asked has not passed.
"""

from typing import Any, ClassVar

import pandas as pd
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider

LEDGER_COLUMNS = ("validation", "check", "rows", "missing", "row_ids")
"""Name of the validation, the rule's place in its suite, rows it is about, rows it skipped as missing, ids of rows that
are not as expected."""
_LEDGER = "table.ledger_of_rules"


class LedgerOfRules(TableMetricProvider):
    """The lines of the ledger by the validation and the rule's place in its suite."""

    metric_name = _LEDGER

    @metric_value(engine=PandasExecutionEngine)
    def _pandas(
        cls, execution_engine: PandasExecutionEngine, metric_domain_kwargs: dict[str, Any], **others: Any
    ) -> dict[tuple[str, int], dict[str, Any]]:
        lines: pd.DataFrame = execution_engine.get_domain_records(domain_kwargs=metric_domain_kwargs)
        lined = ({str(name): value for name, value in line.items()} for line in lines.to_dict("records"))
        return {(line["validation"], int(line["check"])): line for line in lined}


class ExpectRuleToFindNoRow(BatchExpectation):
    """Expect the rule at place `check` of a validation to have been asked and to have found no row.

    `asked` is the rule's own expectation as JSON (the library copies and compares a text faster than what it says).
    """

    validation: str
    check: int
    asked: str

    domain_keys: ClassVar[tuple[str, ...]] = ("batch_id",)
    success_keys: ClassVar[tuple[str, ...]] = ("validation", "check")
    metric_dependencies: ClassVar[tuple[str, ...]] = (_LEDGER,)

    def _validate(
        self, metrics: dict[str, Any], runtime_configuration: dict[str, Any] | None = None,
        execution_engine: Any = None,
    ) -> dict[str, Any]:
        line = metrics[_LEDGER][self.validation, self.check]
        found = [int(number) for number in line["row_ids"]]
        counts = {"element_count": line["rows"], "missing_count": line["missing"], "unexpected_count": len(found)}
        return {"success": not found, "result": {**counts, "unexpected_index_list": [{"_row_id": found}] * bool(found)}}
