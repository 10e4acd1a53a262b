"""Months for measuring a merge: staged as intake stages them, and judged, the same every time.

Nothing is read or judged here: what a merge costs depends on the rows and their fates alone.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from township_sync.domain.judgement import Fate, FileVerdict, Judgement, RowPlace
from township_sync.domain.period import Month
from township_sync.domain.table import ConformedRow, Mode, ReadFile, ReadSheet
from township_sync.settings import Settings
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.staging import stage
from township_sync.warehouse.submissions import record_submission

ENTITY = "worker_employment"
FIRST = Month(2020, 5)
RECEIVED = datetime(2020, 6, 1, tzinfo=UTC)
_UNITS, _UNIT_ROWS, _SHEET, _FIRST_ROW = 14, 25_000, "表", 4
_RESENT_PER_CENT, _CHANGED_IN, _MOVED_IN = 8, 50, 200
"""8 of 100 rows come a second time; from month to month one of 50 changes, one of 200 leaves, one of 200 is new."""


@dataclass(frozen=True, slots=True)
class StagedMonth:
    """A staged month, the first being 0: its files (their rows are in the database) and its judgement."""

    number: int
    files: list[ReadFile]
    judgement: Judgement

    @property
    def rows(self) -> int:
        """How many rows were staged."""
        return len(self.judgement.fates)


def stage_month(connection: Connection, settings: Settings, rows: int, number: int) -> StagedMonth:
    """Stage month `number` (from 0) of `rows` persons: every unit sends a full file, then some of its rows again."""
    period, files = FIRST.plus(number), list[ReadFile]()
    fates: dict[RowPlace, Fate] = {}
    modes: tuple[Mode, ...] = ("full", "correction")
    for mode in modes:
        for unit, people in enumerate(_people(rows, number)):
            file = _file(unit, people, period, number, mode)
            recorded = record_submission(connection, settings, unit_code=file.unit_code, period=str(period),
                                         name=file.file, data=file.sha256.encode(), channel="folder",
                                         received_at=RECEIVED)
            stage(connection, settings, recorded.submission_id, [file])
            fates |= {(file.file, _SHEET, row): _fate(mode, person)
                      for row, person in enumerate(_told(people, mode), _FIRST_ROW)}
            files.append(replace(file, sheets=()))
    verdicts = {file.file: FileVerdict("accepted") for file in files}
    return StagedMonth(number, files, Judgement(str(period), "bench", (), verdicts, fates))


def _people(rows: int, number: int) -> Iterator[range]:
    """By unit its persons of a month: the first ones of the month before have left, as many new ones have come."""
    units = max(_UNITS, rows // _UNIT_ROWS)
    for unit in range(units):
        size = rows // units + (unit < rows % units)
        first = unit * 10_000_000 + number * (size // _MOVED_IN)
        yield range(first, first + size)


def _fate(mode: str, person: int) -> Fate:
    return "superseded" if mode == "full" and _is_resent(person) else "loaded"


def _told(people: range, mode: str) -> list[int]:
    """The persons in a file."""
    return [person for person in people if mode == "full" or _is_resent(person)]


def _is_resent(person: int) -> bool:
    return person % 100 < _RESENT_PER_CENT


def _file(unit: int, people: range, period: Month, number: int, mode: Mode) -> ReadFile:
    code = f"43999{9000 + unit:04d}"
    rows = [ConformedRow(row, values, {}, values)
            for row, values in enumerate(_values(code, people, number, mode), _FIRST_ROW)]
    sheet = ReadSheet(_SHEET, ENTITY, _FIRST_ROW - 1, dict.fromkeys(rows[0].values, 1) if rows else {}, rows)
    name = f"{code}/{mode}.xlsx"
    digest = hashlib.sha256(f"{name} {period}".encode()).hexdigest()
    return ReadFile(name, digest, code, str(period), "xlsx", (sheet,), mode=mode, mode_by="name")


def _values(code: str, people: range, number: int, mode: Mode) -> Iterator[dict[str, str]]:
    for place, person in enumerate(_told(people, mode)):
        wage = 2000 + person % 600 * 5 + (number if person % _CHANGED_IN == 0 else 0) + (mode == "correction")
        yield _row(code, place, person, number, str(wage))


def _row(code: str, place: int, person: int, number: int, wage: str) -> dict[str, str]:
    """The 25 columns that the books of `bench intake` have."""
    yes, day = str(person % 2), person % 28 + 1
    return {
        "row_no": str(place + 1), "person_name": f"张{person % 9973}", "id_no": f"439999{person:012d}",
        "household_no": f"HH{person // 3:08d}", "unit_code": code, "village_name": f"第{person % 21 + 1}村",
        "mobile": f"139{person * 37 % 80_000_000:08d}", "sex": str(person % 2 + 1), "ethnicity": "01",
        "education": "60", "poverty_status": "脱贫户", "relocated": yes, "labour_capability": "1",
        "employment_intent": "1", "training_intent": yes, "employment_status": "1", "employment_form": "01",
        "employer_name": f"沅江市第{person % 400}制衣厂", "work_region": "2", "work_area": "广东省深圳市",
        "job_title": "缝纫工", "start_date": f"2019-{person % 12 + 1:02d}-{day:02d}", "monthly_wage": wage,
        "collect_mode": "1", "collected_on": f"2020-{FIRST.plus(number).number:02d}-{day:02d}",
    }
