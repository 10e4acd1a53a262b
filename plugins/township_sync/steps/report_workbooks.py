"""The annotated workbooks of one report: from the archived bytes to files below the returned folder."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from township_sync.checks.submissions import REPEATED
from township_sync.domain import masking
from township_sync.domain.contract import contract
from township_sync.domain.finding import Finding
from township_sync.domain.period import Month
from township_sync.domain.table import Grid, ReadSheet
from township_sync.domain.unit import Unit
from township_sync.readers import open_bytes
from township_sync.readers.bundle import members_of
from township_sync.readers.raw import Refused
from township_sync.settings import Settings
from township_sync.steps.report_claims import claim_notes
from township_sync.steps.report_letter import letter_words, shown_name
from township_sync.steps.report_not_run import not_run_notes
from township_sync.steps.report_refusals import refusal_findings, refusal_lines
from township_sync.steps.report_waived import waived_notes
from township_sync.warehouse import archive
from township_sync.warehouse.rejections import Rejection
from township_sync.warehouse.reports import Attachment, FileState, SheetState, UnitState
from township_sync.workbooks.encrypt import encrypt
from township_sync.workbooks.receipt import Changes, Receipt, SheetCount
from township_sync.workbooks.returned import annotate
from township_sync.workbooks.wording import words


def files_to_return(state: UnitState) -> list[FileState]:
    """The files that go back as workbooks: those that still count, that can be opened and have something to mend."""
    return [file for file in state.files if _goes_back(file, state.refused)]


def _goes_back(file: FileState, refused: Sequence[Rejection]) -> bool:
    if not (file.is_current or file.is_awaiting) and file.status != "rejected":
        return False
    if any(found.slug in letter_words()["no_workbook_for"] for found in file.findings):
        return False
    return any(found.severity != "info" for found in file.findings) or any(row.file == file.file for row in refused)


def write_workbooks(
    settings: Settings, unit: Unit, period: Month, state: UnitState, changes: Mapping[str, Changes], folder: str,
    passphrase: str | None,
) -> list[Attachment]:
    """Annotate the files that go back, encrypt them when there is a passphrase, write them below `returned/<folder>`.

    A file that cannot be taken out of its bundle any more has no workbook. Files of a run that died before it wrote its
    report are replaced.
    """
    attachments: list[Attachment] = []
    for file in files_to_return(state):
        receipt = _receipt(unit, period, file, state, changes.get(file.file))
        workbook = _annotated(settings, file, receipt, refusal_findings(state.refused, file))
        if workbook is None:
            continue
        data = encrypt(workbook, passphrase) if passphrase else workbook
        name = _free_name(file, {attachment.name for attachment in attachments})
        path = f"{folder}/{name}"
        archive.write_whole(settings.folder("returned") / path, data)
        attachments.append(Attachment(name, path, hashlib.sha256(data).hexdigest(), bool(passphrase)))
    return attachments


def _annotated(settings: Settings, file: FileState, receipt: Receipt, refused: Sequence[Finding]) -> bytes | None:
    own = _own_bytes(file, archive.get(settings, file.archived_as))
    if own is None:
        return None

    def grids() -> Sequence[Grid]:
        return next((opened.grids for opened in open_bytes(file.file, own)), ())

    found = [*file.findings, *refused]
    return annotate(own, file.kind, found, [_read_sheet(sheet) for sheet in file.sheets], receipt, grids)


def _own_bytes(file: FileState, sent: bytes) -> bytes | None:
    """Of a bundle the bytes of the one file; None when today's limits refuse the bundle or its names are read anew."""
    if file.bundle is None:
        return sent
    inner = file.file.removeprefix(file.bundle + "/")
    try:
        return next((member.data for member in members_of(sent) if member.name == inner), None)
    except Refused:
        return None


def _read_sheet(sheet: SheetState) -> ReadSheet:
    return ReadSheet(sheet.sheet, sheet.entity, sheet.header_row, sheet.columns, (), sheet.rows_skipped)


def _receipt(
    unit: Unit, period: Month, file: FileState, state: UnitState, changes: Changes | None
) -> Receipt:
    counts = [
        SheetCount(sheet.sheet, contract(sheet.entity).title, sheet.rows_read, sheet.loaded, sheet.duplicate,
                   sheet.rejected, sheet.held_aside, sheet.superseded, sheet.rows_skipped)
        for sheet in file.sheets
    ]
    returned = [each.file for each in files_to_return(state)]
    lines = refusal_lines(state.refused, file, file.file == returned[0], returned, letter_words())
    claims = [claim for claim in state.claims if claim.file == file.file]
    name = shown_name(file.file, unit.code)
    again = [Finding(REPEATED, shown_name(other, unit.code)).message for other in file.sent_again]
    text = letter_words()["body"]
    return Receipt(unit.name, str(period), name, file.sha256, file.status, counts, changes, lines, again,
                   claim_notes(claims, text["claims"]), waived_notes(file.waived, text["waived"]),
                   not_run_notes(state.not_run, {sheet.entity for sheet in file.sheets}, words()["receipt"]))


def _free_name(file: FileState, taken: set[str]) -> str:
    suffix = letter_words()["attachment_suffix"]
    stem = masking.mask_whole_numbers(PurePosixPath(file.file).stem.removesuffix(suffix))
    name, count = f"{stem}{suffix}.xlsx", 1
    while name in taken:
        count += 1
        name = f"{stem}{suffix}({count}).xlsx"
    return name


def folder_of(unit_code: str, period: Month, version: int) -> str:
    """Where the files of one report lie, below the returned folder."""
    return str(Path(str(period)) / unit_code / f"v{version}")
