"""What a package holds: of each publication its published CSV and a workbook of the same rows, a form, a letter."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from township_sync.domain.package_manifest import Manifest, PackedBatch, words
from township_sync.domain.period import COUNTY_TIME
from township_sync.domain.unit import CITY
from township_sync.errors import TerminalError
from township_sync.outbound import package
from township_sync.outbound.package import Content
from township_sync.outbound.package_files import digests
from township_sync.outbound.package_signatures import key_digest
from township_sync.outbound.province_contract import version
from township_sync.settings import Settings
from township_sync.warehouse.packages import Package, Waiting, WaitingBatch
from township_sync.workbooks.package_table import table_workbook


def heading(one: Package, publications: Sequence[Waiting], batches: Sequence[WaitingBatch], keys: Mapping[str, bytes],
            sealed_by: bytes | None) -> Manifest:
    """The manifest of a package but for its files; its moment is that of its newest publication."""
    by_number = {each.publication_id: each for each in publications}
    told = [PackedBatch(batch.client_ref, batch.idempotency_key,
                        package.path_in_package(_csv_path(by_number[batch.publication_id]), sealed_by),
                        batch.first_row, batch.row_count, batch.body_sha256,
                        by_number[batch.publication_id].contract_version) for batch in batches]
    made_at = max(each.made_at for each in publications).astimezone(COUNTY_TIME)
    return Manifest(
        one.number, one.name, one.period, one.previous_sha256, CITY, words()["sender"], version(),
        made_at.isoformat(timespec="seconds"), package.cipher(sealed_by),
        {algorithm: key_digest(key) for algorithm, key in keys.items()}, tuple(told),
    )


def contents(settings: Settings, told: Manifest, publications: Sequence[Waiting],
             batches: Sequence[WaitingBatch]) -> Iterator[Content]:
    """Every file of a package. TerminalError when a published file is not the one that was published."""
    of = {each: [batch for batch in batches if batch.publication_id == each.publication_id] for each in publications}
    for each in publications:
        yield Content(_csv_path(each), _published(settings, each), each.row_count, is_personal=True)
        header, rows = _rows(settings, each, of[each])
        book = table_workbook(words()["data_sheet"], [*words()["data_columns"], *header], rows, _day(each))
        yield Content(_book_path(each), book, each.row_count, is_personal=True)
    places = (row[:3] for each in publications for row in _rows(settings, each, of[each])[1])
    form = table_workbook(words()["form_sheet"], words()["form"], places, max(map(_day, publications)))
    yield Content(words()["form_file"], form, sum(each.row_count for each in publications))
    yield Content(words()["letter_file"], _letter(told, publications))


def _rows(settings: Settings, publication: Waiting,
          batches: Sequence[WaitingBatch]) -> tuple[list[str], Iterator[list[str]]]:
    """The heading of a file, and its rows, each with its batch and its number there before it."""
    rows = _lines(settings.workspace / "published" / publication.path)
    header = next(rows)
    places = ([batch.client_ref, str(number)] for batch in batches for number in range(1, batch.row_count + 1))
    return header, (place + row for place, row in zip(places, rows, strict=True))


def _lines(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.reader(lines)


def _day(publication: Waiting) -> date:
    return publication.made_at.astimezone(COUNTY_TIME).date()


def _csv_path(publication: Waiting) -> str:
    return f"data/{publication.dataset}.r{publication.revision}.csv"


def _book_path(publication: Waiting) -> str:
    return f"data/{publication.dataset}.r{publication.revision}.xlsx"


def _published(settings: Settings, publication: Waiting) -> bytes:
    path = settings.workspace / "published" / publication.path
    data = path.read_bytes() if path.is_file() else b""
    if digests(data)[0] != publication.sha256:
        raise TerminalError(f"The published file {publication.path} is missing or was changed; restore it.")
    return data


def _letter(told: Manifest, publications: Sequence[Waiting]) -> bytes:
    """The letter as the plainest editor of an old Windows shows it: with a byte order mark and CRLF."""
    said = words()
    files = [said["file_line"].format(path=path, rows=said["rows"].format(count=each.row_count))
             for each in publications for path in (_csv_path(each), _book_path(each))]
    keys = [said["key_line"].format(algorithm=name, digest=digest) for name, digest in told.signers.items()]
    text = str(said["letter"]).format(
        sender=told.sender, name=told.name, number=told.number, period=told.period, county=told.county_code,
        contract_version=told.contract_version, made_at=told.made_at, previous=told.previous,
        cipher=(said["sealed"] if told.cipher else said["plain"]).format(name=told.name),
        files="\n  ".join(files), keys="\n  ".join(keys), form_file=said["form_file"])
    return text.replace("\n", "\r\n").encode("utf-8-sig")
