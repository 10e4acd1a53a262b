"""The platform's answer as people fill it in: any workbook or CSV with a header, read through the guarded readers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from township_sync import project
from township_sync.domain.contract import plain_header, plain_text
from township_sync.domain.masking import mask_whole_numbers
from township_sync.domain.table import EMPTY, Cell, Grid
from township_sync.readers import limits, open_bytes

_LONGEST_MESSAGE, _LONGEST_CODE = 10_000, 40


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One row that says something of a row of ours; `status` is accepted, rejected, or as typed when it means neither.

    `place` names sheet and row. `row_no` counts within the batch, 0 when the file does not say it; `row_key` may be
    empty.
    """

    place: str
    batch: str
    row_no: int
    row_key: str
    status: str
    code: str
    message: str


@dataclass(slots=True)
class AnswerFile:
    """What a file says, and what of it cannot be read, one sentence each."""

    lines: list[AnswerLine] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)


def read_answer(name: str, data: bytes) -> AnswerFile:
    """Every answered row of every sheet; rows whose status is still empty are not answered yet, and are passed over.

    Raises TransientError when the parsing process cannot run; whatever is wrong with the file is in `aside`.
    """
    answer = AnswerFile()
    for opened in open_bytes(name, data):
        answer.aside += [found.message for found in opened.findings if found.severity == "reject_file"]
        found = [_lines(grid) for grid in opened.grids]
        for lines in found:
            answer.lines += lines or []
        if opened.grids and all(lines is None for lines in found):
            answer.aside.append(words()["aside"]["no_header"].format(file=mask_whole_numbers(opened.name)))
    return answer


@cache
def words() -> dict[str, Any]:
    """The headers and words of an answer."""
    return project.mapping("contracts/letters/platform_answer.zh.yaml")


def _lines(grid: Grid) -> list[AnswerLine] | None:
    """The answered rows below the header; None when there is no header."""
    for number, row in enumerate(grid.rows[: limits.HEADER_SEARCH_ROWS], 1):
        columns = _columns(row)
        if all(name in columns for name in words()["required"]) and {"row_no", "row_key"} & columns.keys():
            return list(_below(grid, number, columns))
    return None


def _columns(row: Sequence[Cell]) -> dict[str, int]:
    """The place of each column that a header row names; of two columns with one meaning the first."""
    known = {plain_header(alias).casefold(): name for name, aliases in words()["columns"].items() for alias in aliases}
    found: dict[str, int] = {}
    for place, cell in enumerate(row):
        name = known.get(plain_header(_text(cell)).casefold())
        if name:
            found.setdefault(name, place)
    return found


def _below(grid: Grid, header: int, columns: Mapping[str, int]) -> Iterator[AnswerLine]:
    merged = {(row, left): top for top, left, bottom, _ in grid.merges for row in range(top, bottom + 1)}
    for number, row in enumerate(grid.rows[header:], header + 1):
        cells = {name: row[place] if place < len(row) else EMPTY for name, place in columns.items()}
        top = merged.get((number, columns["batch"] + 1), number)
        if top != number:  # one cell over the rows of a batch: its first row tells for all
            cells["batch"] = grid.rows[top - 1][columns["batch"]]
        said = {name: _text(cell) for name, cell in cells.items()}
        if plain_text(said["status"]):
            yield AnswerLine(
                f"{grid.name}!{number}", plain_text(said["batch"]), _number(said.get("row_no", "")),
                plain_text(said.get("row_key", "")), _status(said["status"]),
                plain_text(said.get("code", ""))[:_LONGEST_CODE], _message(said.get("message", "")))


def _text(cell: Cell) -> str:
    value = cell.value
    return str(int(value)) if isinstance(value, float) and value.is_integer() else "" if value is None else str(value)


def _number(text: str) -> int:
    digits = plain_text(text)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0


def _status(text: str) -> str:
    plain = plain_text(text).casefold()
    statuses: dict[str, list[str]] = words()["statuses"]
    known = {plain_text(word).casefold(): status for status, said in statuses.items() for word in said}
    return known.get(plain, plain)


def _message(text: str) -> str:
    return mask_whole_numbers("".join(c if c.isprintable() else " " for c in text).strip())[:_LONGEST_MESSAGE]
