"""The frames of one month, stage by stage: what was read, what may be used, what stands, what is compared with it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from township_sync.checks import frames
from township_sync.checks.joins import Side, Sides
from township_sync.checks.submissions import held_entities
from township_sync.checks.usable import Limits, usable, with_known_numbers
from township_sync.domain.contract import Entity, contracts
from township_sync.domain.judgement import AcceptedRow
from township_sync.domain.table import ReadFile

if TYPE_CHECKING:
    import pandas as pd

FRAMES_APART = 10_000_000
"""Row ids of this month, of rows loaded earlier and of last month start so far apart."""


@dataclass(frozen=True, slots=True)
class EntityFrames:
    """One entity: `cells` as read, `rows` with only usable values, `loaded` and `last_month` likewise usable."""

    entity: str
    cells: pd.DataFrame
    rows: pd.DataFrame
    loaded: pd.DataFrame
    last_month: pd.DataFrame


def entity_frames(
    files: Sequence[ReadFile], previous: Sequence[AcceptedRow], loaded: Sequence[AcceptedRow], limits: Limits
) -> dict[str, EntityFrames]:
    """The frames of every entity that was received now or accepted last month."""
    present = {entity for file in files for entity in held_entities(file)} | {row.entity for row in previous}
    return {
        name: _entity(shape, files, previous, loaded, limits) for name, shape in contracts().items() if name in present
    }


def _entity(
    shape: Entity, files: Sequence[ReadFile], previous: Sequence[AcceptedRow], loaded: Sequence[AcceptedRow],
    limits: Limits,
) -> EntityFrames:
    read = frames.build(shape, frames.rows_of_files(files, shape.name), "this")
    earlier = frames.build(shape, frames.rows_accepted(loaded, shape.name), "loaded", FRAMES_APART)
    before = frames.build(shape, frames.rows_accepted(previous, shape.name), "last_month", 2 * FRAMES_APART)
    return EntityFrames(
        shape.name, with_known_numbers(read, shape, limits), _rows(read, shape, limits),
        _rows(earlier, shape, limits), _rows(before, shape, limits),
    )


def _rows(frame: pd.DataFrame, shape: Entity, limits: Limits) -> pd.DataFrame:
    clean = usable(frame, shape, limits)
    known = [column.field for column in shape.columns if column.type != "sequence"]
    return clean.assign(_content=clean.groupby(["_unit", *known], dropna=False, sort=False).ngroup())


def without_replaced(
    found: EntityFrames, replaced: Mapping[str, Mapping[str, str]], reported: Collection[tuple[str, str]]
) -> EntityFrames:
    """The frames without the rows of files of which a later one counts for this entity, and without what was loaded
    earlier of units that `reported` it now."""
    gone = [file for file, by_entity in replaced.items() if found.entity in by_entity]
    kept = ~found.rows["_file"].isin(gone)
    silent = ~found.loaded["_unit"].isin([unit for unit, entity in reported if entity == found.entity])
    return EntityFrames(found.entity, found.cells[kept], found.rows[kept], found.loaded[silent], found.last_month)


def sides(month: Iterable[EntityFrames], files: Sequence[ReadFile], rejected: frozenset[str]) -> Sides:
    """What can be looked up: this month's rows of files that count, and last month's accepted rows."""
    found: dict[tuple[str, str], Side] = {}
    for one in month:
        counting = (file for file in files if file.file not in rejected)
        sent = {file.unit_code or "" for file in counting if one.entity in held_entities(file)}
        current = one.rows[~one.rows["_file"].isin(list(rejected))]
        if sent:
            found[one.entity, "this"] = Side(current, frozenset(sent))
        if len(one.last_month):
            found[one.entity, "last_month"] = Side(one.last_month, frozenset(one.last_month["_unit"]))
    return found


def crossing(one: EntityFrames, rejected_files: frozenset[str], rejected_rows: frozenset[int]) -> pd.DataFrame:
    """All rows that rules over several rows look at, with the flags that say which rows take part in which rule."""
    frame = frames.stack([one.rows, one.loaded, one.last_month])
    this = frame["_origin"].eq("this")
    current = this & ~frame["_file"].isin(list(rejected_files))
    standing = current & ~frame["_row_id"].isin(list(rejected_rows))
    last = frame["_origin"].eq("last_month")
    return frame.assign(
        _current=current, _standing=standing, _last_month=last, _compared=standing | last,
        _in_force=current | frame["_origin"].eq("loaded"),
    )


