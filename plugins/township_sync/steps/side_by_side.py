"""The two of a pair side by side: what each row says, what differs, masked unless somebody may see it whole."""

from collections.abc import Sequence
from dataclasses import dataclass

from township_sync.domain import masking
from township_sync.domain.contract import contract
from township_sync.domain.listed import shown_row
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.identity import Known, Pair
from township_sync.warehouse.life_of_a_row import Trace, trace


@dataclass(frozen=True, slots=True)
class Line:
    """One field of both rows; None where a row has no such column."""

    title: str
    left: str | None
    right: str | None
    differs: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: number and name as they may be seen."""

    number: str | None
    name: str
    known: Known


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Both, the places (from 1) at which two numbers of one length differ, and the fields of their rows."""

    left: Side
    right: Side
    differing_places: Sequence[int]
    lines: Sequence[Line]


def side_by_side(connection: Connection, pair: Pair, is_whole: bool = False, rows: bool = True) -> SideBySide:
    """A pair as it may be seen; without `rows` only numbers and names are compared."""
    lines = _lines(_row(connection, pair.left), _row(connection, pair.right), is_whole) if rows else ()
    return SideBySide(_side(pair.left, is_whole), _side(pair.right, is_whole),
                      differing_places(pair.left.number or "", pair.right.number or ""), lines)


def differing_places(left: str, right: str) -> list[int]:
    """Where two numbers of one length differ, from 1; nothing for numbers of two lengths, which no place compares."""
    if len(left) != len(right):
        return []
    return [place for place, (one, other) in enumerate(zip(left, right, strict=True), 1) if one != other]


def _side(known: Known, is_whole: bool) -> Side:
    if is_whole:
        return Side(known.number, known.name, known)
    name = masking.person_name(known.name) if known.kind == "person" else masking.mask_whole_numbers(known.name)
    return Side(known.number and masking.id_no(known.number), name, known)


def _row(connection: Connection, known: Known) -> Trace | None:
    return trace(connection, known.file, known.sheet, known.row)


def _lines(left: Trace | None, right: Trace | None, is_whole: bool) -> list[Line]:
    one, other = _values(left, is_whole), _values(right, is_whole)
    found = []
    for title in dict.fromkeys((*one, *other)):
        (said, value), (says, other_value) = one.get(title, (None, None)), other.get(title, (None, None))
        if value or other_value:
            found.append(Line(title, said, says, title in one and title in other and value != other_value))
    return found


def _values(row: Trace | None, is_whole: bool) -> dict[str, tuple[str | None, str | None]]:
    """By heading: the text as it may be seen, and the value that is compared."""
    if row is None:
        return {}
    values = {field: value for field, (_, value, _) in row.cells.items()}
    shown = shown_row({"entity": row.entity, **values}, values, is_whole)
    return {contract(row.entity).column(field).header: (text, values[field])
            for field, text in zip(values, shown, strict=True)}
