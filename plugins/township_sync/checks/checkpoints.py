"""Checkpoints of Great Expectations: one over the month, and one over what a load is judged by, sheet for sheet.

The month's checkpoint runs every validation definition (one suite for each entity and scope) on the ledger of the
month's rules. The load's holds those of a sheet for itself; a definition that the month ran is not run again for it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, cast

import great_expectations as gx
import pandas as pd
from great_expectations.checkpoint.actions import ActionContext, ValidationAction
from great_expectations.checkpoint.checkpoint import CheckpointResult
from great_expectations.compatibility.pydantic import PrivateAttr
from great_expectations.core.validation_definition import ValidationDefinition
from great_expectations.data_context.types.base import (
    DataContextConfig,
    InMemoryStoreBackendDefaults,
    ProgressBarsConfig,
)

from township_sync.domain.validation import SCOPES_OF_A_LOAD, CheckpointName, CheckpointOutcome


class KeepResults(ValidationAction):
    """The action of our checkpoints: takes how one ended, by Great Expectations' own account, and its results."""

    type: Literal["keep_results"] = "keep_results"
    name: str = "keep_results"
    _outcome: Any = PrivateAttr(default=None)
    _results: Any = PrivateAttr(default=None)

    def run(self, checkpoint_result: CheckpointResult, action_context: ActionContext | None = None) -> dict[str, Any]:
        """Take both from a checkpoint that ran."""
        told: dict[str, Any] = dict(checkpoint_result.describe_dict()["statistics"])
        name = cast(CheckpointName, checkpoint_result.name)
        self._outcome = CheckpointOutcome(name, told["evaluated_validations"], told["successful_validations"])
        self._results = {result.suite_name: result for result in checkpoint_result.run_results.values()}
        return told


class AnsweredDefinition(ValidationDefinition):
    """A validation definition that the month's checkpoint ran, within the checkpoint of the load."""

    _answer: Any = PrivateAttr(default=None)

    @classmethod
    def of(cls, definition: ValidationDefinition, answer: Any) -> "AnsweredDefinition":
        """The same definition, which knows its answer."""
        answered = cls(name=definition.name, data=definition.data, suite=definition.suite, id=definition.id)
        answered._answer = answer
        return answered

    def run(self, **_: Any) -> Any:
        """The answer that is there."""
        return self._answer


class MonthOfCheckpoints:
    """One ephemeral, quiet context with the validation definitions of one month."""

    def __init__(self, run_id: str, run_time: datetime) -> None:
        self.outcomes: tuple[CheckpointOutcome, ...] = ()
        self._run_id, self._run_time = run_id, run_time
        self._context = gx.get_context(mode="ephemeral", project_config=_quiet_configuration())
        asset = self._context.data_sources.add_pandas("ledgers").add_dataframe_asset("rules")
        self._batch = asset.add_batch_definition_whole_dataframe("month")
        self._definitions: list[ValidationDefinition] = []

    def define(self, name: str, expectations: Sequence[Mapping[str, Any]]) -> None:
        """Add the validation definition of a suite; `name` is entity and scope."""
        suite = self._context.suites.add(gx.ExpectationSuite(name=name, expectations=[*map(dict, expectations)]))
        definition = gx.ValidationDefinition(name=name, data=self._batch, suite=suite)
        self._definitions.append(self._context.validation_definitions.add(definition))

    def run(self, ledger: pd.DataFrame) -> dict[str, Any]:
        """Run both checkpoints on the ledger of the month; the results by suite. One without a definition is none."""
        if not self._definitions:
            return {}
        month = self._run("month", self._definitions, {"dataframe": ledger})
        results: dict[str, Any] = month._results
        of_a_load = [
            AnsweredDefinition.of(definition, results[definition.name])
            for definition in self._definitions if definition.name.rpartition(".")[2] in SCOPES_OF_A_LOAD
        ]
        load = [self._run("load", of_a_load, {})] if of_a_load else []
        self.outcomes = tuple(each._outcome for each in (*load, month))
        return results

    def _run(self, name: str, definitions: Sequence[ValidationDefinition], batch: dict[str, Any]) -> KeepResults:
        checkpoint = gx.Checkpoint(
            name=name, validation_definitions=list(definitions), actions=[KeepResults()], result_format="COMPLETE"
        )
        run = gx.RunIdentifier(run_name=f"{self._run_id}/{name}", run_time=self._run_time)
        checkpoint.run(batch_parameters=batch, run_id=run)
        return cast(KeepResults, checkpoint.actions[0])


def _quiet_configuration() -> DataContextConfig:
    """Stores in memory, no documentation site on disk, no progress bars, no usage statistics."""
    return DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(), progress_bars=ProgressBarsConfig(globally=False),
        analytics_enabled=False,
    )
