"""Whom judging is measured against: Great Expectations' own pandas engine, and one pass of polars expressions.

The library's engine gets the same suites on whole frames of all units, one validation for each scope in COMPLETE
format, as this product judged until November 2026 (docs/decisions/0001). Polars gets the conditions of the rules in
`COVERED`, those that look at one row (or, one of them, at equal rows), written by hand as one select.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from township_sync.bench.townships import ENTITY
from township_sync.checks.conditions import great_expectations
from township_sync.checks.months import crossing, entity_frames
from township_sync.checks.one_pass import Pass
from township_sync.checks.parts import Part
from township_sync.checks.rule_check import RuleCheck
from township_sync.compilers.definitions import Definitions, definitions
from township_sync.compilers.suites import compile_checks
from township_sync.domain.conformed_columns import ConformedRows
from township_sync.domain.finding import Scope
from township_sync.domain.identity import ID_CHECK_CHARACTERS, ID_WEIGHTS
from township_sync.domain.period import Month
from township_sync.domain.table import ReadFile

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

_COMPLETE = {
    "result_format": "COMPLETE", "unexpected_index_column_names": ["_row_id"], "partial_unexpected_count": 0,
    "exclude_unexpected_values": True, "return_unexpected_index_query": False,
}
_Ask = Callable[[str, "pd.DataFrame", Sequence[RuleCheck]], list[tuple[int, ...]]]
_SCOPES: tuple[Scope, ...] = ("sheet", "cell", "row", "column", "cross_row", "cross_entity")
COVERED = (
    "required_value_missing", "id_no_length", "id_no_illegal_character", "id_no_check_character", "id_no_ends_000",
    "name_has_digit", "collected_outside_period", "employed_without_start_date", "incapable_status_mismatch",
    "sex_contradicts_id", "start_date_after_period", "wage_out_of_range", "unemployed_with_employer",
    "duplicate_row_in_sheet",
)
"""The rules whose conditions the polars pass evaluates."""


def library(files: Sequence[ReadFile], period: Month) -> dict[str, int]:
    """How many rows every rule of the employment sheet finds by the library's own engine, by slug."""
    return _found(files, period, by_the_library)


def one_pass(files: Sequence[ReadFile], period: Month) -> dict[str, int]:
    """The same by our pass, on the same frames: like with like, without findings and fates."""
    return _found(files, period, lambda _, frame, checks: [found.row_ids for found in map(Pass(frame).ask, checks)])


def _found(files: Sequence[ReadFile], period: Month, ask: _Ask) -> dict[str, int]:
    known = definitions(period)
    checks = [check for check in compile_checks(ENTITY, known) if not check.joined]
    one = entity_frames(Part(list(files)), known.limits, {})[ENTITY]
    found: dict[str, int] = {}
    fallen: set[int] = set()
    for scope in _SCOPES:
        asked = [check for check in checks if check.rule.scope == scope]
        frame = one.cells if scope in ("sheet", "cell") else one.rows
        if scope.startswith("cross"):
            frame = crossing(one, (), frozenset(fallen))
        for check, ids in zip(asked, ask(scope, frame, asked) if asked else (), strict=True):
            found[check.slug] = found.get(check.slug, 0) + len(ids)
            if check.rule.severity == "reject_row" and not scope.startswith("cross"):
                fallen.update(ids)
    return found


def by_the_library(name: str, frame: pd.DataFrame, checks: Sequence[RuleCheck]) -> list[tuple[int, ...]]:
    """For each check the ids of the rows that the library's pandas engine calls unexpected."""
    gx = great_expectations()
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    expectations = [{"type": check.type, "kwargs": _arguments(check.kwargs), "meta": {"check": number}}
                    for number, check in enumerate(checks)]
    suite = context.suites.add(gx.ExpectationSuite(name=name, expectations=expectations))
    source = context.data_sources.add_pandas("frames")
    batch = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe("month")
    definition = gx.ValidationDefinition(name=name, data=batch, suite=suite)
    words = frozenset({"_row_id"}).union(*(check.words for check in checks))
    named = frame[[column for column in frame.columns if column in words]]
    result = definition.run(batch_parameters={"dataframe": named}, result_format=_COMPLETE)
    said = {entry.expectation_config.meta["check"]: entry for entry in result.results}
    return [_row_ids(said[number].result) for number in range(len(checks))]


def _arguments(kwargs: Mapping[str, Any]) -> dict[str, Any]:
    from great_expectations.expectations.row_conditions import PassThroughCondition

    condition = kwargs.get("row_condition")
    return {**kwargs, **({"row_condition": PassThroughCondition(pass_through_filter=condition)} if condition else {})}


def _row_ids(result: Mapping[str, Any]) -> tuple[int, ...]:
    found = result.get("unexpected_index_list") or []
    ids = tuple(sorted(int(number) for part in found for number in part["_row_id"]))
    if len(ids) != result["unexpected_count"]:
        raise AssertionError("The library counted other rows than it named.")
    return ids


def as_polars(files: Sequence[ReadFile]) -> pl.DataFrame:
    """The rows of all sheets as one polars frame of texts."""
    import polars as pl

    frames = []
    for file in files:
        for sheet in file.sheets:
            rows = ConformedRows.of(sheet.rows, ())
            columns = {name: rows.every(name) for name in rows.columns}
            frames.append(pl.DataFrame({"_sheet": [file.file] * len(rows), **columns},
                                       schema=dict.fromkeys(["_sheet", *columns], pl.String)))
    return pl.concat(frames)


def in_polars(frame: pl.DataFrame, known: Definitions) -> dict[str, int]:
    """How many rows each of the covered rules finds, in one select."""
    import polars as pl

    column, number = pl.col, pl.col("id_no")
    first, last = str(known.period.first_day), str(known.period.last_day)
    wage = column("monthly_wage").cast(pl.Float64, strict=False)
    employed = column("employment_status").eq("1")
    is_formed = number.str.contains("^[0-9]{17}[0-9X]$")
    total = pl.sum_horizontal(number.str.slice(place, 1).cast(pl.Int64, strict=False) * weight
                              for place, weight in enumerate(ID_WEIGHTS))
    wanted = (total % 11).cast(pl.String).replace({str(at): sign for at, sign in enumerate(ID_CHECK_CHARACTERS)})
    born = number.str.slice(6, 8).str.to_date("%Y%m%d", strict=False)
    is_born = born.is_between(pl.lit(known.period.last_day).dt.offset_by(f"-{known.policy['oldest_age'] + 1}y"),
                              pl.lit(known.period.last_day), closed="right")
    fits = is_formed & is_born & wanted.eq(number.str.slice(17, 1))
    sex = number.str.slice(16, 1).cast(pl.Int64, strict=False) % 2
    found = {
        "required_value_missing": column("poverty_status").is_null(),
        "id_no_length": number.str.len_chars().ne(18) & ~number.str.contains("^[0-9]{15}$"),
        "id_no_illegal_character": number.str.len_chars().eq(18) & ~is_formed,
        "id_no_check_character": is_formed & is_born & ~fits,
        "id_no_ends_000": fits & number.str.ends_with("000"),
        "name_has_digit": column("person_name").str.contains("[0-9０-９]"),
        "collected_outside_period": ~column("collected_on").is_between(pl.lit(first), pl.lit(last)),
        "employed_without_start_date": employed & column("start_date").is_null(),
        "incapable_status_mismatch": (
            column("labour_capability").is_in(["4", "5"]) & ~column("employment_status").eq("4")
        ),
        "sex_contradicts_id": fits & column("sex").ne(pl.when(sex.eq(1)).then(pl.lit("1")).otherwise(pl.lit("2"))),
        "start_date_after_period": column("start_date") > last,
        "wage_out_of_range": employed & ~wage.is_between(known.policy["wage_min"], known.policy["wage_max"]),
        "unemployed_with_employer": column("employment_status").eq("2") & column("employer_name").is_not_null(),
        "duplicate_row_in_sheet": pl.struct(pl.all().exclude("row_no")).is_duplicated(),
    }
    counts = frame.select([condition.sum().alias(slug) for slug, condition in found.items()])
    return {slug: int(count) for slug, count in counts.row(0, named=True).items()}
