"""Match: the rows of a month → pairs that may be one person or one employer, with what speaks for it.

Nothing is merged here: two right numbers are two persons, and what a slip of the pen may mean is decided by people.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from township_sync.domain.contract import Entity, contract
from township_sync.domain.table import ConformedRow, ReadFile, ReadSheet
from township_sync.matching import employers, persons
from township_sync.matching.pairs import Candidate, Employer, Person


@dataclass(frozen=True, slots=True)
class Match:
    """A pair of rows; each ref is (file, sheet, row number)."""

    kind: str
    entity: str
    pair: Candidate


def match(files: Sequence[ReadFile]) -> list[Match]:
    """Candidates among all rows of each entity, whoever sent them, in the order of the rows.

    Rows that are rejected take part: a mistyped number is why a row is rejected, and its twin tells what was meant.
    """
    found: list[Match] = []
    for entity in sorted({sheet.entity for file in files for sheet in file.sheets}):
        columns = contract(entity)
        rows = [(file, sheet) for file in files for sheet in file.sheets if sheet.entity == entity]
        if _is_of_persons(columns):
            pairs = persons.candidates(each for file, sheet in rows for each in _persons(columns, file, sheet))
            found += [Match("person", entity, pair) for pair in pairs]
        elif columns.key == ("uscc",):
            pairs = employers.candidates(each for file, sheet in rows for each in _employers(columns, file, sheet))
            found += [Match("employer", entity, pair) for pair in pairs]
    return found


def _is_of_persons(entity: Entity) -> bool:
    return "id_no" in entity.by_field and entity.name_field == "person_name"


def _persons(entity: Entity, file: ReadFile, sheet: ReadSheet) -> Iterator[Person]:
    phone = next((column.field for column in entity.columns if column.type == "mobile"), "")
    for row in sheet.rows:
        id_no, name = row.values.get("id_no"), row.values.get("person_name")
        if id_no and name:
            yield Person(_ref(file, sheet, row), id_no, name, row.values.get(phone), row.values.get("household_no"),
                         row.values.get("village_name"))


def _employers(entity: Entity, file: ReadFile, sheet: ReadSheet) -> Iterator[Employer]:
    phone = next((column.field for column in entity.columns if column.type == "telephone"), "")
    for row in sheet.rows:
        if name := row.values.get(entity.name_field or ""):
            yield Employer(_ref(file, sheet, row), row.values.get("uscc"), name, row.values.get("area"),
                           row.values.get(phone))


def _ref(file: ReadFile, sheet: ReadSheet, row: ConformedRow) -> tuple[str, str, int]:
    return file.file, sheet.sheet, row.number
