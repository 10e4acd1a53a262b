"""The bureau's workbook of a reconciliation, beside the published files of its period; its export is on record."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from township_sync.domain.contract import contract
from township_sync.domain.period import Month, Quarter
from township_sync.settings import Settings
from township_sync.steps.published_files import unit_name
from township_sync.warehouse import audit, comparing
from township_sync.warehouse.archive import write_whole
from township_sync.warehouse.comparing import Told
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.reconciliations import Period, Reconciliation
from township_sync.workbooks.reconciliation import Line, ReconciliationBook, SheetOfRows, reconciliation_workbook, words


def path_of(settings: Settings, about: Told) -> Path:
    """Where the workbook of a dataset lies."""
    return path_of_period(settings, about.dataset, about.period)


def path_of_period(settings: Settings, dataset: str, period: str) -> Path:
    """The same by the dataset's name and the month or quarter of its newest file."""
    return settings.folder("published") / period / str(words()["workbook"].format(dataset=dataset))


def keep_workbook(connection: Connection, settings: Settings, found: Reconciliation, now: datetime) -> None:
    """Write the workbook from the session's temporary tables, and tell it, unless it lies there with the same bytes."""
    about, path = found.told, path_of(settings, found.told)
    path.parent.mkdir(parents=True, exist_ok=True)
    data = _Rows(connection, found).workbook(path.parent)
    if path.is_file() and path.read_bytes() == data:
        return
    rows = sum(found.counts[name] or 0 for name in ("only_here", "only_there", "field_differs", "not_in_register",
                                                    "not_reported", "register_differs"))
    with connection.transaction():
        audit.append(connection, "reconciliation_written", now, {"dataset": about.dataset, "period": about.period},
                     rows=rows, sha256=hashlib.sha256(data).hexdigest())
        write_whole(path, data)


@dataclass(frozen=True, slots=True)
class _Rows:
    """The lines of the workbook; what is personal goes nowhere else."""

    connection: Connection
    found: Reconciliation

    def workbook(self, folder: Path) -> bytes:
        texts, about = words(), self.found.told
        period = Quarter.parse(about.period) if about.kind == "quarter" else Month.parse(about.period)
        shown = texts["kinds"][about.kind].format(year=period.year, number=period.number)
        title = texts["title"].format(title=contract(about.entity).title, period=shown)
        note = texts["note"].format(version=self.found.version)
        return reconciliation_workbook(ReconciliationBook(
            title, note, list(self._tables(texts)), list(self._sheets(texts)), period.last_day), folder)

    def _tables(self, texts: Mapping[str, Any]) -> Iterator[tuple[str, Sequence[str], Sequence[Line]]]:
        counts = self.found.counts
        alone = {"here": "only_here", "there": "only_there"}
        both = sum(counts[name] or 0 for name in ("agreed", "field_differs"))
        sums = counts | {name: both + (counts[own] or 0) for name, own in alone.items()}
        yield (f"{texts['counts_title']}：{texts['states'][self.found.state]}", texts["counts_headings"],
               [[title, sums[name]] for name, title in texts["counts"].items()])
        yield texts["periods_title"], texts["periods_headings"], [_balance(each, texts) for each in self.found.periods]
        if self.found.register is None:
            yield texts["register_not_run"], (), ()
        else:
            yield (texts["register_title"], texts["counts_headings"],
                   [[title, counts[name]] for name, title in texts["register"].items()])

    def _sheets(self, texts: Mapping[str, Any]) -> Iterator[SheetOfRows]:
        names, columns, of = texts["sheets"], self.found.columns, texts["of"]
        for name, side in (("only_here", "ours"), ("only_there", "theirs")):
            yield SheetOfRows(names[name], [texts["unit"], *columns], self._alone(name, side))
        who = self._who()
        yield SheetOfRows(names["field_differs"], [texts["unit"], *who, of["field"], of["we"], of["platform"]],
                          self._differing(texts, who))
        if self.found.register is not None:
            heading = [of["class"], texts["unit"], *who, of["field"], of["we"], of["register"]]
            yield SheetOfRows(names["register"], heading, self._registered(texts, who))

    def _who(self) -> list[str]:
        """The columns that say whose a row is: the name and the key; of sums the first ones."""
        entity = contract(self.found.told.entity)
        headers: Mapping[str, str] = entity.outbound["province"]["columns"]
        meant = [headers[field] for field in (str(entity.name_field), *entity.key) if field in headers]
        return [name for name in dict.fromkeys(meant) if name in self.found.columns] or list(self.found.columns[:3])

    def _alone(self, of_class: str, side: str) -> Iterator[Line]:
        for row in comparing.differing(self.connection, of_class):
            said = row[side] or {}
            yield [unit_name(row["unit_code"]), *(said.get(name) for name in self.found.columns)]

    def _differing(self, texts: Mapping[str, Any], who: Sequence[str]) -> Iterator[Line]:
        for row in comparing.differing(self.connection, "field_differs"):
            begin = [unit_name(row["unit_code"]), *((row["ours"] or row["theirs"]).get(name) for name in who)]
            yield from _fields(begin, row["fields"], row["ours"], row["theirs"], texts)

    def _registered(self, texts: Mapping[str, Any], who: Sequence[str]) -> Iterator[Line]:
        for row in comparing.register_differing(self.connection):
            said = row["ours"] or row["listed"]
            begin = [texts["register"][row["class"]], unit_name(row["unit_code"]), *(said.get(name) for name in who)]
            if row["fields"]:
                yield from _fields(begin, row["fields"], row["ours"], row["listed"], texts)
            else:
                yield begin


def _fields(begin: Sequence[str | None], fields: Sequence[str], ours: Mapping[str, str] | None,
            others: Mapping[str, str] | None, texts: Mapping[str, Any]) -> Iterator[Line]:
    """One line per field, both values side by side."""
    for name in fields:
        title = texts["row_version"] if name == "row_version" else name
        yield [*begin, title, (ours or {}).get(name), (others or {}).get(name)]


def _balance(each: Period, texts: Mapping[str, Any]) -> Line:
    is_even = each.stray_batches == 0 and each.sent == each.accepted + each.rejected + each.pending
    return [each.period, each.made, each.sent, each.accepted, each.rejected, each.pending, each.counted_accepted,
            each.counted_rejected, each.made - each.sent, texts["states"]["balanced" if is_even else "unbalanced"]]
