"""Match: the rows of a month → pairs that may be one person or one employer, with what speaks for it.

Nothing is merged here: two right numbers are two persons, and what a slip of the pen may mean is decided by people
(steps/decide_pair.py).
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from township_sync.domain.contract import Entity, contract
from township_sync.domain.judgement import AcceptedRow, Judgement
from township_sync.domain.table import ReadFile
from township_sync.matching import employers, persons
from township_sync.matching.pairs import Candidate, Identity, Mention, strongest
from township_sync.settings import Settings

if TYPE_CHECKING:
    from township_sync.warehouse.connect import Connection
    from township_sync.warehouse.identity import Known

Kind = Literal["person", "employer"]


@dataclass(frozen=True, slots=True)
class Match:
    """Two persons or two employers that may be one; the ref of each is (unit, file, sheet, row number, entity)."""

    kind: Kind
    pair: Candidate


def match(
    files: Sequence[ReadFile], in_force: Sequence[AcceptedRow] = (), apart: Iterable[object] = (),
    refuted: Container[frozenset[tuple[str, ...]]] = (),
) -> list[Match]:
    """Candidates among all rows of all sheets, whoever sent them, and those in force from the months before.

    Rows that are rejected take part: a mistyped number is why a row is rejected, and its twin tells what was meant.
    Rows at the places `apart` (file, sheet, row number) do not: another one has taken their place. `refuted` are pairs
    of keys that somebody decided to be different.
    """
    left_out = frozenset(apart)
    rows = [row for file in files for row in _rows(file) if (row.file, row.sheet, row.row.number) not in left_out]
    rows += in_force
    people, companies = persons.candidates(_persons(rows)), employers.candidates(_employers(rows))
    return [Match("person", pair) for pair in strongest(people, refuted)] + [
        Match("employer", pair) for pair in strongest(companies, refuted)]


def identify(
    settings: Settings, connection: "Connection", files: Sequence[ReadFile], judgement: Judgement,
    in_force: Sequence[AcceptedRow], now: datetime,
) -> int:
    """Put the candidates of a judged month into the queue, and bring the links of what was staged since up to date.

    Returns how many pairs are new. A pair that was decided before is seen again and stays decided.
    """
    from township_sync.warehouse import identity, identity_links

    replaced = (place for place, fate in judgement.fates.items() if fate == "superseded")
    refuted = {frozenset((one.left.key, one.right.key)) for one in identity.pairs(connection)
               if one.verdict == "different"}
    found = [(_known(settings, each.kind, each.pair.left), _known(settings, each.kind, each.pair.right),
              each.pair.evidence) for each in match(files, in_force, replaced, refuted)]
    with connection.transaction():
        identity.lock(connection)
        new = identity.note(connection, found, judgement.period, now)
        identity_links.refresh(connection, settings.secret)
    return new


def _known(settings: Settings, kind: Kind, one: Identity) -> "Known":
    from township_sync.warehouse.identity import Known, identity_key

    unit, file, sheet, row, _ = one.ref
    key = identity_key(settings.secret, kind, one.key)
    return Known(key, kind, one.number, one.is_right, one.name, unit, file, sheet, row)


def _rows(file: ReadFile) -> Iterator[AcceptedRow]:
    for sheet in file.sheets:
        for row in sheet.rows:
            yield AcceptedRow(sheet.entity, file.unit_code or "", file.file, sheet.sheet, row)


def _persons(rows: Sequence[AcceptedRow]) -> Iterator[Mention]:
    fields = {name: _field(contract(name), "mobile") for name in {row.entity for row in rows} if _is_of_persons(name)}
    for row in rows:
        said = row.row.values
        if row.entity in fields and (number := said.get("id_no")) and (name := said.get("person_name")):
            yield Mention(_ref(row), number, name, said.get(fields[row.entity]), said.get("household_no"),
                          said.get("village_name"), row.unit_code)


def _is_of_persons(entity: str) -> bool:
    return "id_no" in contract(entity).by_field and contract(entity).name_field == "person_name"


def _employers(rows: Sequence[AcceptedRow]) -> Iterator[Mention]:
    known = {name: contract(name) for name in {row.entity for row in rows} if contract(name).key == ("uscc",)}
    for row in rows:
        entity, said = known.get(row.entity), row.row.values
        if entity and (name := said.get(entity.name_field or "")):
            yield Mention(_ref(row), said.get("uscc"), name, said.get(_field(entity, "telephone")), None,
                          said.get("area"), row.unit_code)


def _field(entity: Entity, kind: str) -> str:
    """The first column of a type, or an empty text."""
    return next((column.field for column in entity.columns if column.type == kind), "")


def _ref(row: AcceptedRow) -> tuple[str, str, str, int, str]:
    return row.unit_code, row.file, row.sheet, row.row.number, row.entity
