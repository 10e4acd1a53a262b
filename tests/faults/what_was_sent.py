"""What two townships send for two months, and how it comes into the warehouse; the same every time.

Some rows bear a name that the platform refuses. In May some of them are mended, others change and keep the name; the
correction of May mends those. Persons are of area 439999, which nobody was given.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from io import BytesIO

from township_sync.checks.resends import resends
from township_sync.compilers.policies import policy_on
from township_sync.domain.contract import contract
from township_sync.domain.identity import id_check_character, uscc_check_character
from township_sync.domain.judgement import FileVerdict, Judgement
from township_sync.domain.period import Month
from township_sync.domain.table import ReadFile
from township_sync.settings import Settings
from township_sync.steps.merge import merge
from township_sync.steps.read import read_file
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.staging import read_files, stage
from township_sync.warehouse.submissions import record_submission

APRIL, MAY = Month(2020, 4), Month(2020, 5)
UNITS = {"430981114": "草尾镇", "430981116": "共华镇"}
REFUSED_NAMES = ("李不通", "黑名单公司")
"""Names that the platform refuses wherever they stand."""
HURRY = {f"TOWNSHIP_SYNC_{name}": value for name, value in {
    "SECRET": "test", "WORKBOOKS": "plain", "BATCH_ROWS": "12", "PEER_DEADLINE": "3", "PEER_READ_TIMEOUT": "0.4",
    "LEASE_SECONDS": "2", "SANDBOX_PENDING_POLLS": "1",
    "PLATFORM_RATE": "1000", "PLATFORM_BURST": "1000", "DIGEST_AT": "always",
}.items()}
"""Settings of an installation in a hurry: small batches, short waits."""
_JUDGED = datetime(2020, 6, 2, 1, tzinfo=UTC)
_Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Sent:
    """One workbook as it was archived and read."""

    unit: str
    name: str
    data: bytes
    files: Sequence[ReadFile]


@cache
def april() -> tuple[Sent, ...]:
    """Full workbooks of both townships."""
    return tuple(_sent(unit, APRIL, "四月.xlsx", "april") for unit in UNITS)


@cache
def may() -> tuple[Sent, ...]:
    """A month later: rows changed, gone, new; half of what was refused is mended."""
    return tuple(_sent(unit, MAY, "五月.xlsx", "may") for unit in UNITS)


@cache
def correction() -> tuple[Sent, ...]:
    """May once more from the first township: what the platform refused is mended, and one more row changed."""
    return (_sent(next(iter(UNITS)), MAY, "五月全量更正.xlsx", "correction"),)


def load(connection: Connection, settings: Settings, period: Month, sent: Sequence[Sent]) -> None:
    """Record, stage and merge; every row is loaded, a file sent again replaces the one before."""
    for one in sent:
        name = f"{one.unit}/{one.name}"
        recorded = record_submission(connection, settings, unit_code=one.unit, period=str(period), name=name,
                                     data=one.data, channel="portal", received_at=_JUDGED)
        stage(connection, settings, recorded.submission_id, one.files)
    files = read_files(connection, str(period))
    newest = {file.unit_code: file.file for file in files}
    changes = resends(files, [], policy_on(period.last_day)).changes
    verdicts = {file.file: _verdict(file, file.file == newest[file.unit_code]) for file in files}
    verdicts = {name: replace(one, changes=changes.get(name, {})) for name, one in verdicts.items()}
    fates = {(file.file, sheet.sheet, row.number): "loaded" if verdicts[file.file].is_current else "superseded"
             for file in files for sheet in file.sheets for row in sheet.rows}
    found = [finding for file in files for finding in file.findings]
    merge(connection, files, Judgement(str(period), "run-1", found, verdicts, fates), _JUDGED)  # type: ignore[arg-type]


def _verdict(file: ReadFile, is_newest: bool) -> FileVerdict:
    verdict = FileVerdict("accepted")
    if is_newest:
        return verdict
    return replace(verdict, is_current=False, entities_superseded=frozenset(sheet.entity for sheet in file.sheets))


def _sent(unit: str, period: Month, name: str, stage_name: str) -> Sent:
    data = _workbook(unit, str(period), stage_name)
    files = read_file(f"{unit}/{name}", data, unit, period)
    bad = [found.slug for file in files for found in file.findings if found.severity.startswith("reject")]
    assert not bad, f"the rows of the world are meant to be without fault: {bad}"
    return Sent(unit, name, data, files)


def _workbook(unit: str, period: str, stage_name: str) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for entity, rows in (("app_account", _accounts(unit, stage_name)), ("recruiter", _recruiters(unit, stage_name))):
        sheet = book.create_sheet(contract(entity).title)
        sheet.append([contract(entity).title])
        sheet.append([f"填报单位：{UNITS[unit]}  填报期：{period}"])
        lines = list(rows)
        fields = list(lines[0])
        sheet.append([contract(entity).column(field).header for field in fields])
        for row in lines:
            sheet.append([row[field] for field in fields])
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def _accounts(unit: str, stage_name: str) -> Iterator[_Row]:
    """24 persons and 6 more in May; every eighth bears the refused name, every third of May another phone number."""
    later = stage_name != "april"
    for number in range(30 if later else 24):
        if later and number % 11 == 10:
            continue
        named_badly = number % 8 == 1 and not (later and number % 16 == 1) and stage_name != "correction"
        phone = 13_800_000_000 + number + (500 if later and number % 3 == 1 else 0)
        if stage_name == "correction" and number == 5:
            phone += 1_000
        id_no = _id_no(unit, number)
        yield {
            "person_name": "李不通" if named_badly else f"张{'一二三四五六七八九十'[number % 10]}", "id_no": id_no,
            "unit_code": UNITS[unit], "village_name": "乐园村", "role": "贫困劳动力",
            "account": f"{unit[-3:]}a{number:03d}", "bind_mobile": str(phone), "bind_id_no": id_no,
            "real_name_status": "已实名", "account_status": "正常",
        }


def _recruiters(unit: str, stage_name: str) -> Iterator[_Row]:
    """Eight companies; one has a refused name until it is mended."""
    for number in range(8):
        bad = number in {"april": (3, 6), "may": (6,)}.get(stage_name, ())
        phone = f"0737-28{int(unit[-3:]) % 100:02d}{number:03d}"
        is_early = stage_name == "april" or number % 2
        yield {
            "company_name": "黑名单公司" if bad else f"沅江第{number}服装厂", "uscc": _uscc(unit, number),
            "area": "湖南省沅江市", "contact_name": "王一", "contact_phone": phone,
            "verified_on": "2020-04-03" if is_early else "2020-05-03", "verify_result": "属实",
        }


def _id_no(unit: str, number: int) -> str:
    first = f"4399991980010{1 + number % 9}{int(unit[-2:]) % 10}{number:02d}"
    return first + id_check_character(first)


def _uscc(unit: str, number: int) -> str:
    first = f"91439999MA4{unit[-3:]}{number:03d}"
    return first + uscc_check_character(first)
