"""Report: what a month's figures and lists say, as files for the bureau, for each township and for the board.

Lists are masked like everything that leaves the warehouse; file, sheet and row say where the whole value stands.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from township_sync.compilers.annex_text import difference_lines
from township_sync.compilers.policies import pack_on
from township_sync.domain.listed import shown_row
from township_sync.domain.period import Month
from township_sync.domain.policy_month import PolicyMonth
from township_sync.domain.policy_pack import Pack, WorkList
from township_sync.domain.unit import units
from township_sync.settings import Settings
from township_sync.steps.compute import Told, compute, kept_of_month, known_day, silent
from township_sync.steps.drill_down import rows_of_lists
from township_sync.steps.published_files import csv_bytes
from township_sync.warehouse import audit
from township_sync.warehouse.archive import write_whole
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.kept_figures import newest_run
from township_sync.workbooks.monthly_report import monthly_report
from township_sync.workbooks.report_words import report_words
from township_sync.workbooks.township_page import township_page

_PLACE = ("file", "sheet", "sheet_row")


@dataclass(frozen=True, slots=True)
class Written:
    """Where the files of a month lie, how many there are, and how many of them say something new."""

    folder: Path
    files: int
    changed: int


def write_reports(
    connection: Connection, settings: Settings, period: Month, now: datetime, known_on: date | None = None,
    pack: Pack | None = None, told: Told = silent,
) -> Written:
    """Compute a month and write its workbook, a page per township, a CSV per list and the data of them all.

    `told` hears the title of what is being computed. Nothing is written that is there with the same bytes already.
    """
    month = policy_month(connection, period, now, known_on, pack, told)
    folder = settings.folder("reports") / str(period)
    made = {folder / relative: data for relative, data in report_files(month)}
    changed = [path for path, data in made.items() if not path.is_file() or path.read_bytes() != data]
    if changed:
        with connection.transaction():
            audit.append(connection, "lists_written", now, {"period": str(period)}, files=len(changed))
    for path in changed:
        write_whole(path, made[path])
    return Written(folder, len(made), len(changed))


def policy_month(
    connection: Connection, period: Month, now: datetime, known_on: date | None = None, pack: Pack | None = None,
    told: Told = silent,
) -> PolicyMonth:
    """Every figure and list of a month, with the figures of the month before as they are kept.

    Its pack bears the name and digest by which the figures were computed, also when its content has changed since.
    """
    known, by = known_on or known_day(connection, period, now), pack or pack_on(period.last_day)
    figures = compute(connection, period, now, known, pack, told=told)
    before, own = kept_of_month(connection, period.plus(-1), known), figures[0]
    run = newest_run(connection, period.last_day, own.pack, known)
    return PolicyMonth(
        period=period, pack=replace(by, name=own.pack, digest=own.pack_digest),
        as_of=period.last_day, known_on=run["known_on"] if run else known,
        units={code: unit.name for code, unit in units().items()},
        figures={(each.indicator, each.unit_code): each for each in figures},
        before={(each.indicator, each.unit_code): each for each in before},
        lists=rows_of_lists(connection, period, known, by, told=told),
        differences=difference_lines(by),
    )


def report_files(month: PolicyMonth) -> Iterator[tuple[str, bytes]]:
    """Each file of a month: its path below the month's folder, and its bytes."""
    words, period = report_words(), str(month.period)
    yield words["workbook"].format(period=period, **month.pack.terms), monthly_report(month)
    for code, name in month.units.items():
        page = words["township_page"].format(unit=name, period=period)
        yield f"{words['townships_folder']}/{page}", township_page(month, code)
    for work_list in month.pack.lists.values():
        yield f"{words['lists_folder']}/{work_list.title}.csv", _list_csv(month, work_list, words["place"])
    yield "figures.json", _figures_json(month)


def _list_csv(month: PolicyMonth, work_list: WorkList, place: list[str]) -> bytes:
    columns = [*work_list.columns, *_PLACE]
    lines = [shown_row(row, columns) for row in month.lists[work_list.name]]
    # Excel takes a file without a byte order mark for GBK.
    return b"\xef\xbb\xbf" + csv_bytes([*work_list.columns.values(), *place], lines)


def _figures_json(month: PolicyMonth) -> bytes:
    written: Mapping[str, Any] = {
        "period": str(month.period), "pack": month.pack.name, "pack_digest": month.pack.digest,
        "figures": [{key: _plain(value) for key, value in asdict(figure).items() if key not in ("known_on",)}
                    for figure in month.figures.values()],
        "lists": {name: len(rows) for name, rows in month.lists.items()},
    }
    return (json.dumps(written, ensure_ascii=False, indent=1) + "\n").encode()


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value.normalize()) if value % 1 else int(value)
    return value.isoformat() if isinstance(value, date) else value
