"""One dataset into one numbered file with its rows on record, and the manifest of a period's folder."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from township_sync.outbound.batches import LEADING
from township_sync.settings import Settings
from township_sync.steps import published_files as files
from township_sync.steps.plan_batches import planned
from township_sync.warehouse import exchange, publications, reconciliations, rejections
from township_sync.warehouse.archive import write_whole
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.publications import Publication
from township_sync.warehouse.publishing import Difference


@dataclass(frozen=True, slots=True)
class Made:
    """What a dataset's comparison gave: its rows with their values, those with a reason stay at home."""

    kind: str
    dataset: str
    entity: str
    period: str
    headers: Sequence[str]
    found: Sequence[Difference]
    lines: Sequence[Sequence[object]]


def publish_dataset(connection: Connection, settings: Settings, made: Made, now: datetime,
                    workbook: Callable[[], bytes] | None = None) -> None:
    """Write the dataset's next file when there is something to send, and the list of what is held either way.

    `workbook` makes the same for people, under the same name. What will be sent of the file, and under which keys, is
    stored in the same transaction.

    Files are complete on disk before the caller's transaction records them; after a crash in between they are written
    again, with the same bytes.
    """
    found = made.found
    if reconciliations.unbalanced(connection, made.dataset):
        found = [replace(each, reason=OUT_OF_BALANCE) for each in found]
    held = [each for each in found if each.reason]
    publications.replace_held(connection, made.period, made.dataset, held)
    _keep(settings, f"{made.period}/{made.dataset}.held.csv", _held_csv(held))
    scope = made.period if made.kind == "quarter" else None
    rejections.mark_gone(connection, made.dataset, scope, (each.row_key for each in found), now)
    sent = [(each, line) for each, line in zip(found, made.lines, strict=True) if each.reason is None]
    if not sent:
        return
    revision = publications.next_revision(connection, made.kind, made.dataset, made.period)
    path = settings.folder("published") / f"{made.period}/{made.dataset}.r{revision}.csv"
    write_whole(path, files.csv_lines([*LEADING, *made.headers], (
        [each.row_key, each.action, each.row_hash, each.corrects, *line] for each, line in sent)))
    if workbook:
        _keep(settings, f"{made.period}/{path.stem}.xlsx", workbook())
    counts = {name: sum(each.action == name for each, _ in sent) for name in ("new", "changed", "ended")}
    publication = Publication(0, made.kind, made.dataset, made.entity, made.period, revision,
                              f"{made.period}/{path.name}", files.sha256(path), len(sent),
                              counts | {"held": len(held)}, files.contract_version(made.entity), "ready")
    number = publications.add_publication(connection, publication, [each for each, _ in sent], now)
    plan = planned(settings, path, made.kind, made.dataset, made.period, revision)
    exchange.plan_batches(connection, number, plan, now)


OUT_OF_BALANCE = "out_of_balance"
"""Why every row of a dataset stays here while ours and the platform's records differ."""
BLOCKING_HEADING = ["unit_code", "reason", "file", "sheet", "row"]


@dataclass(frozen=True, slots=True)
class Blocking:
    """One row that keeps its unit from leaving: why, and where it stands. Fields are in order of the heading."""

    unit_code: str
    reason: str
    file: str | None
    sheet: str | None
    sheet_row: int | None


def keep_list(settings: Settings, period: str, name: str, heading: Sequence[str],
              lines: Iterable[Sequence[object]]) -> None:
    """Write a list of what is held back next to the files of a period."""
    _keep(settings, f"{period}/{name}.held.csv", files.csv_bytes(heading, lines))


def keep_manifest(connection: Connection, settings: Settings, kind: str, period: str,
                  policy: Mapping[str, str] | None = None) -> None:
    """Write the manifest of a period's folder, when it is not so already; `policy` is the pack that it was made by."""
    made = [one for one in publications.publications(connection, kind, period) if one.origin == "made"]
    held = [_exactly(connection, row) for row in publications.held_counts(connection, period)]
    folder = settings.folder("published") / period
    folder.mkdir(parents=True, exist_ok=True)
    _keep(settings, f"{period}/manifest.json", files.manifest_bytes(period, made, held, folder, policy))


def _exactly(connection: Connection, held: Mapping[str, Any]) -> dict[str, Any]:
    """What is held of a dataset; with what does not agree, where that is why."""
    stopped = reconciliations.unbalanced(connection, held["dataset"]) if held["reason"] == OUT_OF_BALANCE else None
    return {**held, **(stopped or {})}


def _held_csv(held: Sequence[Difference]) -> bytes:
    header = ["row_key", "action", "unit_code", "reason", "file", "sheet", "row"]
    lines = ([each.row_key, each.action, each.unit_code, each.reason, each.file, each.sheet, each.sheet_row]
             for each in held)
    return files.csv_bytes(header, lines)


def _keep(settings: Settings, relative: str, data: bytes) -> None:
    path = settings.folder("published") / relative
    if not path.is_file() or path.read_bytes() != data:
        write_whole(path, data)
