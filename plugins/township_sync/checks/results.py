"""Answers of Great Expectations as they are kept: its own JSON, without a value and with rows named by their place.

Only what is listed here is kept; what a later version of the library adds stays out until somebody has looked at it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from township_sync.domain.masking import mask_whole_numbers

if TYPE_CHECKING:
    import pandas as pd

_PLACE = ["_file", "_sheet", "_origin"]
_COUNTS = ("element_count", "missing_count", "unexpected_count")
_STATISTICS = ("evaluated_expectations", "successful_expectations", "unsuccessful_expectations")
_LENT_BY_THE_ENGINE = ("batch_id",)


def kept_result(result: Mapping[str, Any], frame: pd.DataFrame) -> dict[str, Any]:
    """What is kept of a validation result (as `to_json_dict` gives it) on a frame: nothing that differs when the same
    suite judges the same rows again, and no value of a cell."""
    entries = sorted(result["results"], key=lambda entry: entry["expectation_config"]["meta"]["check"])
    return {
        "suite_name": result["suite_name"],
        "success": bool(result["success"]),
        "statistics": {name: result["statistics"][name] for name in _STATISTICS},
        "meta": {"great_expectations_version": result["meta"]["great_expectations_version"]},
        "results": [_entry(entry, frame) for entry in entries],
    }


def _entry(entry: Mapping[str, Any], frame: pd.DataFrame) -> dict[str, Any]:
    counts = {name: int(entry["result"][name]) for name in _COUNTS if name in entry["result"]}
    found = entry["result"].get("unexpected_index_list") or []
    ids = [number for part in found for number in part["_row_id"]]
    return {
        "success": bool(entry["success"]),
        "expectation_config": _configuration(entry["expectation_config"]),
        "result": {**counts, "unexpected_index_list": places(frame, ids)},
    }


def _configuration(given: Mapping[str, Any]) -> dict[str, Any]:
    kwargs = {name: value for name, value in given["kwargs"].items() if name not in _LENT_BY_THE_ENGINE}
    if isinstance(condition := kwargs.get("row_condition"), Mapping):
        kwargs["row_condition"] = condition["pass_through_filter"]
    return {"type": given["type"], "kwargs": kwargs, "meta": dict(given["meta"]),
            "description": given.get("description") or "", "severity": given["severity"]}


def places(frame: pd.DataFrame, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Where the rows of these ids stand, one entry for each sheet, in the order of the frame."""
    if not ids:
        return []
    rows = frame.loc[sorted(ids), [*_PLACE, "_row"]]
    by_place: dict[tuple[str, ...], list[int]] = {}
    for *place, number in zip(*(rows[name].tolist() for name in rows.columns), strict=True):
        by_place.setdefault(tuple(place), []).append(number)
    return [{**_named(place), "_row": numbers} for place, numbers in by_place.items()]


def _named(place: Sequence[object]) -> dict[str, str]:
    return {name: mask_whole_numbers(str(part)) for name, part in zip(_PLACE, place, strict=True)}
