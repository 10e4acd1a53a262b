"""Finding the header of a sheet and what each of its columns means (domain.md 4#1, 3, 12-17)."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from township_sync import project
from township_sync.domain.contract import Entity, contracts, plain_header, plain_text, sent_entities
from township_sync.domain.table import Grid
from township_sync.readers import limits
from township_sync.readers.grids import is_blank
from township_sync.readers.header_words import bare_headers, reaches_down

_MOST_ROWS = 3
Group = tuple[str, tuple[int, int]]
"""The text above a column, and the first and last column that it stands above."""


@dataclass(frozen=True, slots=True)
class Label:
    """The header text of one column: its own, and in a header of several rows the group above it.

    `span` tells groups of one name apart: (first, last) column of the group, or None without group.
    """

    column: int
    text: str
    group: str = ""
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """A header that fits an entity: rows `top` to `row` (the lowest), the column of each field, and what is wrong.

    `unknown` are columns with a text that means nothing here; `doubled` are (field, columns) that say the same twice.
    """

    entity: Entity
    top: int
    row: int
    labels: Sequence[Label]
    columns: Mapping[str, int]
    unknown: Mapping[int, str]
    doubled: Sequence[tuple[str, tuple[int, ...]]]

    @property
    def share(self) -> float:
        """Share of the entity's required headers that are here."""
        return _share(self.entity, self.columns.keys())

    @property
    def missing(self) -> list[str]:
        """Known headers of the required columns that are not here."""
        return [column.header for column in self.entity.required if column.field not in self.columns]


def _share(entity: Entity, fields: Set[str]) -> float:
    required = entity.required
    return sum(column.field in fields for column in required) / max(1, len(required))


def find_header(grid: Grid) -> Header | None:
    """The best header among the first rows, or None.

    A row is a header when it has 60 % of the required headers of an entity, and one of them tells this entity from
    others (any list of persons has names and townships) or the sheet is named after it. Of several entities the one
    counts that explains most columns (short lists such as that of field staff fit many sheets), then the one with the
    larger share, then the one that the sheet is named after; of several rows the first, and one row before two.
    """
    best: Header | None = None
    for top, row, labels in _places(grid):
        if best and not _may_beat(best, labels, grid.name):
            continue
        found = [header for header in _fitting(top, row, labels, limits.HEADER_SHARE) if _is_told(header, grid)]
        best = max([best, *found] if best else found, key=lambda header: _rank(header, grid.name), default=None)
    return best and replace(best, row=reaches_down(grid, best.top, best.row, [label.column for label in best.labels]))


def closest_required(grids: Sequence[Grid]) -> str:
    """The required headers of the entity that comes nearest (of none, of the widest one), to tell what was
    looked for."""
    found = [header for grid in grids for place in _places(grid) for header in _fitting(*place)]
    best = max(found, key=lambda header: header.share, default=None)
    entity = best.entity if best and best.share else max(sent_entities().values(), key=lambda one: len(one.columns))
    return "、".join(column.header for column in entity.required)


def _rank(header: Header, sheet: str) -> tuple[float, ...]:
    return len(header.columns), header.share, _is_named(header.entity, sheet), header.top - header.row, -header.row


def _may_beat(best: Header, labels: Sequence[Label], sheet: str) -> bool:
    """Whether these labels could be a better header: each explains one column at most."""
    is_perfect = best.share == 1 and best.top == best.row and _is_named(best.entity, sheet)
    return len(labels) >= len(best.columns) + is_perfect


def _is_named(entity: Entity, sheet: str) -> bool:
    return any(plain_text(name) in plain_text(sheet) for name in entity.sheet_names)


def _is_told(header: Header, grid: Grid) -> bool:
    shared = _shared_columns(project.root())
    own = any(column.field in header.columns and column.field not in shared for column in header.entity.required)
    return own or header.share == 1 or _is_named(header.entity, grid.name)


@cache
def _shared_columns(_root: Path) -> frozenset[str]:
    """Columns that so many entities require that they tell nothing."""
    counts = Counter(column.field for entity in sent_entities().values() for column in entity.required)
    return frozenset(name for name, count in counts.items() if count > limits.SHARED_BY)


def _places(grid: Grid) -> Iterator[tuple[int, int, list[Label]]]:
    """Every one, two and three rows of those in which a header may be, with what they say of each column."""
    above: list[dict[int, Group]] = []
    for row in range(1, min(limits.HEADER_SEARCH_ROWS, len(grid.rows)) + 1):
        texts = _texts(grid, row)
        yield row, row, list(_labels(texts, []))
        for count in range(1, len(above) + 1):
            yield row - count, row, list(_labels(texts, above[:count]))
        above = [_groups(grid, row, texts), *above][: _MOST_ROWS - 1]


def _fitting(top: int, row: int, labels: Sequence[Label], least: float = 0) -> Iterator[Header]:
    """These labels as the header of each entity of which they have at least this share."""
    for entity, meanings in _meanings(labels).items():
        if _share(contracts()[entity], set(meanings.values())) >= least:
            yield _header(contracts()[entity], top, row, labels, meanings)


def _labels(lower: Mapping[int, str], above: Sequence[Mapping[int, Group]]) -> Iterator[Label]:
    """The lowest text of each column, with the next one above it as its group; `above` begins with the nearest row.

    A text above the lowest row that stands over several columns is a group and never the name of one of them.
    """
    for column in sorted(lower.keys() | {column for groups in above for column in groups}):
        levels = [groups[column] for groups in above if column in groups]
        text, own = (lower[column], (column, column)) if column in lower else levels.pop(0)
        if own == (column, column):
            group, span = levels[0] if levels else ("", None)
            yield Label(column, text, group, span)


def _texts(grid: Grid, row: int) -> dict[int, str]:
    return {column: str(cell.value) for column, cell in enumerate(grid.rows[row - 1], 1) if not is_blank(cell)}


def _groups(grid: Grid, row: int, texts: Mapping[int, str]) -> dict[int, Group]:
    """Group text and span by column: what is merged sideways spans, all else stands for its own column."""
    spans = {left: right for top, left, _, right in grid.merges if top == row and right > left}
    groups: dict[int, Group] = {}
    for column, text in texts.items():
        last = min(spans.get(column, column), column + limits.HEADER_COLUMNS)
        groups |= dict.fromkeys(range(column, last + 1), (text, (column, last)))
    return groups


def _meanings(labels: Sequence[Label]) -> dict[str, dict[int, str]]:
    """Field by column, by entity; only for entities of which at least one header is here.

    A header that only means something without its instructions (`姓名（必填）`, `2、姓名`) never takes a field from one
    that says it plainly.
    """
    known = _known_headers(project.root())
    found: dict[str, dict[int, str]] = {}
    for label in labels:
        for text in _readings(label):
            for entity, field in known.get(plain_header(text), {}).items():
                found.setdefault(entity, {}).setdefault(label.column, field)
    for label in labels:
        for text in (bare for reading in _readings(label) for bare in bare_headers(reading)):
            for entity, field in known.get(text, {}).items():
                meant = found.setdefault(entity, {})
                if label.column not in meant and field not in meant.values():
                    meant[label.column] = field
    return found


def _readings(label: Label) -> tuple[str, ...]:
    """A child may only be told by its group: 联系电话 under 管理责任人 is 管理责任人电话 when that is known."""
    if not label.group:
        return (label.text,)
    return f"{label.group}/{label.text}", f"{label.group}{label.text}", label.text


@cache
def _known_headers(_root: Path) -> dict[str, dict[str, str]]:
    """Field by entity, by plain header text."""
    known: dict[str, dict[str, str]] = {}
    for entity in sent_entities().values():
        for column in entity.columns:
            for text in (column.header, *column.aliases):
                known.setdefault(plain_header(text), {})[entity.name] = column.field
    return known


def _header(entity: Entity, top: int, row: int, labels: Sequence[Label], meanings: Mapping[int, str]) -> Header:
    by_field: dict[str, list[Label]] = {}
    unknown: dict[int, str] = {}
    for label in labels:
        field = meanings.get(label.column)
        if field is None:
            unknown[label.column] = plain_text(label.text)
        else:
            by_field.setdefault(field, []).append(label)
    doubled: list[tuple[str, tuple[int, ...]]] = []
    for field, same in by_field.items():
        rivals = [label for label in same if label.span in (None, same[0].span) or same[0].span is None]
        if len(rivals) > 1:
            doubled.append((field, tuple(label.column for label in rivals)))
        unknown |= {label.column: plain_text(label.text) for label in same if label not in rivals}
    columns = {field: same[0].column for field, same in by_field.items()}
    return Header(entity, top, row, labels, columns, unknown, doubled)
