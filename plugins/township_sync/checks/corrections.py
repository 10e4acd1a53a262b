"""Corrections (补正): row by row the newer word on a thing replaces the older one, and nothing is deleted.

A row replaces every earlier row of its key. When no row has its key, it also replaces the one earlier row that it
evidently corrects: refused because of an identity number of its key, with the same name, village and rest of the key,
and nobody else in either file is like it. A correction that is itself refused replaces nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from township_sync.checks.submissions import Subject, submission_of
from township_sync.domain.contract import Entity, contract
from township_sync.domain.finding import Finding
from township_sync.domain.judgement import RowPlace
from township_sync.domain.keys import key_of, likeness_of, number_fields
from township_sync.domain.table import ConformedRow, ReadFile, ReadSheet

_Rows = list[tuple[RowPlace, ConformedRow]]


def corrected_rows(
    files: Sequence[ReadFile], apart: Collection[str], replaced: Mapping[str, Collection[str]],
    findings: Sequence[Finding],
) -> dict[RowPlace, RowPlace]:
    """Row → the row of a later correction that counts instead.

    `apart` are files that do not count, `replaced` the entities (by file) of which another file counts, `findings` what
    is wrong with the rows by themselves.
    """
    if all(file.mode == "full" for file in files):
        return {}
    refused: dict[RowPlace, set[str | None]] = defaultdict(set)
    for found in findings:
        if found.severity == "reject_row" and found.row is not None:
            refused[found.file, found.sheet or "", found.row].add(found.column)
    corrected: dict[RowPlace, RowPlace] = {}
    for (_, entity), (full, corrections) in _counting(files, apart, replaced).items():
        standing = _Standing(contract(entity), refused)
        standing.add(full)
        for rows in corrections.values():
            corrected |= standing.correct(rows)
    return corrected


def _counting(
    files: Sequence[ReadFile], apart: Collection[str], replaced: Mapping[str, Collection[str]]
) -> dict[Subject, tuple[_Rows, dict[str, _Rows]]]:
    """For each unit and entity the rows of full files, and those of each submission of corrections."""
    found: dict[Subject, tuple[_Rows, dict[str, _Rows]]] = defaultdict(lambda: ([], {}))
    for file in files:
        for sheet in file.sheets if file.file not in apart else ():
            if sheet.entity in replaced.get(file.file, ()):
                continue
            full, corrections = found[file.unit_code or "", sheet.entity]
            rows = full if file.mode == "full" else corrections.setdefault(submission_of(file), [])
            rows += _placed(file, sheet)
    return found


def _placed(file: ReadFile, sheet: ReadSheet) -> Iterator[tuple[RowPlace, ConformedRow]]:
    for row in sheet.rows:
        yield (file.file, sheet.sheet, row.number), row


class _Standing:
    """The rows of one unit and entity that were not replaced so far, by key and by what they are like."""

    def __init__(self, entity: Entity, refused: Mapping[RowPlace, Collection[str | None]]) -> None:
        self._entity, self._refused = entity, refused
        self._headers = {entity.column(name).header for name in number_fields(entity)}
        self._by_key: dict[tuple[str, ...], list[RowPlace]] = defaultdict(list)
        self._misread: dict[tuple[str | None, ...], list[RowPlace]] = defaultdict(list)

    def add(self, rows: _Rows) -> None:
        for place, row in rows:
            if key := key_of(self._entity, row.values):
                self._by_key[key].append(place)
            like = likeness_of(self._entity, row.values)
            if like and self._headers.intersection(self._refused.get(place, ())):
                self._misread[like].append(place)

    def correct(self, rows: _Rows) -> dict[RowPlace, RowPlace]:
        """Take the rows of one submission as corrections; earlier row → the row that replaces it."""
        good = [(place, row) for place, row in rows if place not in self._refused]
        found: dict[RowPlace, RowPlace] = {}
        strangers: _Rows = []
        for place, row in good:
            earlier = self._by_key.pop(key_of(self._entity, row.values) or (), [])
            found |= dict.fromkeys(earlier, place)
            strangers += [] if earlier else [(place, row)]
        found |= self._evident(strangers)
        for like, places in self._misread.items():
            self._misread[like] = [place for place in places if place not in found]
        self.add(rows)
        return found

    def _evident(self, strangers: _Rows) -> dict[RowPlace, RowPlace]:
        likes = {place: likeness_of(self._entity, row.values) for place, row in strangers}
        often = Counter(likes.values())
        return {
            self._misread[like][0]: place for place, like in likes.items()
            if like and often[like] == 1 and len(self._misread.get(like, ())) == 1
        }
