"""The frames of one month, stage by stage: what was read, what may be used, what stands, what is compared with it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from township_sync.checks import frames
from township_sync.checks.joins import Side, Sides
from township_sync.checks.parts import Part
from township_sync.checks.submissions import Subject, held_entities
from township_sync.checks.usable import Limits, usable, with_known_numbers
from township_sync.domain.contract import Entity, contract, contracts
from township_sync.domain.judgement import RowPlace

if TYPE_CHECKING:
    import pandas as pd

FRAMES_APART = 1_000_000_000
"""Row ids of this month, of rows loaded earlier and of last month start so far apart."""


@dataclass(frozen=True, slots=True)
class EntityFrames:
    """One entity: `cells` as read, `rows` with only usable values, `loaded` and `last_month` likewise usable.

    `incomparable` units have sent too little of it to be set against last month.
    """

    entity: str
    cells: pd.DataFrame
    rows: pd.DataFrame
    loaded: pd.DataFrame
    last_month: pd.DataFrame
    incomparable: frozenset[str] = frozenset()


def entity_frames(part: Part, limits: Limits, words: Mapping[str, frozenset[str]]) -> dict[str, EntityFrames]:
    """The frames of every entity that was received now or accepted last month; `words` are those of its checks."""
    sent = {entity for file in part.files for entity in held_entities(file)}
    present = sent | {row.entity for row in part.previous} | {row.entity for row in part.loaded}
    return {name: _entity(shape, part, limits, words.get(name, frozenset()))
            for name, shape in contracts().items() if name in present}


def _entity(shape: Entity, part: Part, limits: Limits, words: frozenset[str]) -> EntityFrames:
    read = frames.build(shape, frames.rows_of_files(part.files, shape.name), "this", part.first_row)
    numbered = with_known_numbers(read, shape, limits)
    rows = _rows(numbered, shape, limits, words)
    earlier, before = (
        _rows(frames.build(shape, placed, origin, part.first_row + apart * FRAMES_APART), shape, limits, words)
        if (placed := frames.rows_accepted(accepted, shape.name)) else rows[:0]
        for accepted, origin, apart in ((part.loaded, "loaded", 1), (part.previous, "last_month", 2))
    )
    return EntityFrames(shape.name, numbered, rows, earlier, before)


def _rows(frame: pd.DataFrame, shape: Entity, limits: Limits, words: frozenset[str]) -> pd.DataFrame:
    import pandas as pd

    clean = usable(frame, shape, limits)
    if "_content" not in words:
        return clean
    known = [column.field for column in shape.columns if column.type != "sequence"]
    return clean.assign(_content=pd.util.hash_pandas_object(clean[["_unit", *known]], index=False))


def without_replaced(
    found: EntityFrames, replaced: Mapping[str, Mapping[str, str]], reported: Collection[Subject]
) -> EntityFrames:
    """The frames without the rows of files of which a later one counts for this entity, and without what was loaded
    earlier of units that `reported` it now."""
    gone = [file for file, by_entity in replaced.items() if found.entity in by_entity]
    silent = ~found.loaded["_unit"].isin(_units(reported, found.entity))
    return replace(
        found, cells=_not_of(found.cells, gone), rows=_not_of(found.rows, gone), loaded=found.loaded[silent]
    )


def _not_of(frame: pd.DataFrame, files: Collection[str]) -> pd.DataFrame:
    return frame[~frame["_file"].isin(list(files))] if files else frame


def without_corrected(
    found: EntityFrames, corrected: Collection[RowPlace], only_corrected: Collection[Subject]
) -> EntityFrames:
    """The frames without rows that a correction replaced, be they of this month or, where only corrections came,
    loaded earlier; last month is nothing to compare such units with."""
    units = _units(only_corrected, found.entity)
    key = ["_unit", *contract(found.entity).key]
    new = _marks(found.rows[found.rows["_unit"].isin(units)], key)
    return replace(
        found, rows=found.rows[~_marks(found.rows, ["_file", "_sheet", "_row"]).isin(set(corrected))],
        loaded=found.loaded[~_marks(found.loaded, key).isin(set(new))], incomparable=frozenset(units),
    )


def only_these(found: EntityFrames, places: Collection[RowPlace]) -> EntityFrames:
    """The frames with these rows of this month only, each judged by itself."""
    at = ["_file", "_sheet", "_row"]
    cells, rows = (frame[_marks(frame, at).isin(set(places))] for frame in (found.cells, found.rows))
    return replace(found, cells=cells, rows=rows, loaded=found.loaded[:0], last_month=found.last_month[:0])


def heads(found: EntityFrames) -> EntityFrames:
    """The first row of every unit in each frame, which tells what there is."""
    rows = found.rows[~found.rows["_unit"].duplicated()]
    cells, loaded, last_month = (
        frame[~frame["_unit"].duplicated()] if len(frame) else rows[:0]  # no part of a frame, which would keep it whole
        for frame in (found.cells, found.loaded, found.last_month)
    )
    return replace(found, cells=cells, rows=rows, loaded=loaded, last_month=last_month)


def _marks(frame: pd.DataFrame, columns: Sequence[str]) -> pd.Series:
    """Each row's values in some columns, as one tuple."""
    import pandas as pd

    rows = list(zip(*(frame[name] for name in columns), strict=True))
    return pd.Series(rows, index=frame.index, dtype="object")


def _units(subjects: Collection[Subject], entity: str) -> list[str]:
    return sorted(unit for unit, reported in subjects if reported == entity)


def sides(month: Iterable[EntityFrames], reported: Collection[Subject], apart: Collection[str]) -> Sides:
    """What can be looked up: this month's rows of files that are not `apart`, with the units that `reported` all of
    theirs, and last month's accepted rows."""
    found: dict[tuple[str, str], Side] = {}
    for one in month:
        sent = frozenset(_units(reported, one.entity))
        current = _not_of(one.rows, apart)
        if sent:
            found[one.entity, "this"] = Side(current, sent)
        if len(one.last_month):
            found[one.entity, "last_month"] = Side(one.last_month, frozenset(one.last_month["_unit"]))
    return found


def crossing(one: EntityFrames, apart: Collection[str], rejected_rows: frozenset[int]) -> pd.DataFrame:
    """All rows that rules over several rows look at, with the flags that say which rows take part in which rule."""
    frame = frames.stack([one.rows, one.loaded, one.last_month])
    this = frame["_origin"].eq("this")
    current = this & ~frame["_file"].isin(list(apart))
    standing = current & ~frame["_row_id"].isin(list(rejected_rows))
    last = frame["_origin"].eq("last_month") & ~frame["_unit"].isin(list(one.incomparable))
    return frame.assign(
        _current=current, _standing=standing, _last_month=last, _compared=standing | last,
        _in_force=current | frame["_origin"].eq("loaded"),
    )


