"""The demo's one page: what became of every row of every unit, what was found, sent and told, and where it all lies."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from township_sync.domain.unit import units
from township_sync.orchestration.demo_source import Source
from township_sync.orchestration.score import Score, score
from township_sync.settings import Settings
from township_sync.warehouse.connect import Connection, connect
from township_sync.warehouse.ledger import LedgerLine, ledger
from township_sync.warehouse.summary import (
    Approvals,
    ExchangeSums,
    Standing,
    Totals,
    approvals,
    exchange_sums,
    open_findings,
    standings,
    totals,
)

_FATES = ("rows_read", "loaded", "rejected", "duplicate", "held_aside", "superseded", "rows_skipped")
_HEADS = ("read", "accepted", "rejected", "duplicate", "aside", "superseded", "skipped")


@dataclass(frozen=True)
class Page:
    """Everything that the page shows, read while the warehouse was up."""

    settings: Settings
    title: str
    lines: Sequence[LedgerLine]
    scores: Sequence[tuple[str, Score]]
    exchange: Sequence[ExchangeSums]
    approvals: Sequence[Approvals]
    standings: Sequence[Standing]
    done: Totals

    @classmethod
    def of(cls, settings: Settings, source: Source, before: Totals) -> "Page":
        """Read the page from the warehouse; `before` are the totals from before this run."""
        with connect(settings) as connection:
            periods = [str(month) for month in source.folders]
            lines = [line for period in periods for line in ledger(connection, period)]
            scores, done = _scores(connection, source), totals(connection).minus(before)
            return cls(settings, source.title, lines, scores, exchange_sums(connection), approvals(connection),
                       standings(connection), done)

    def show(self, seconds: float, console: Console | None = None) -> None:
        """Print it."""
        shown = console or Console()
        shown.print()
        shown.print(self._units())
        shown.print(self._exchange())
        shown.print(self._standings())
        said = ", ".join(f"{each.publications} by {each.person}" for each in self.approvals)
        shown.print(f"Files that were let leave: {said or 'none'}", highlight=False, soft_wrap=True)
        for period, one in self.scores:
            _print_score(shown, period, one)
        self._print_places(shown)
        shown.print(_of_this_run(self.done), highlight=False, soft_wrap=True)
        shown.print(f"Done in {seconds:.0f} s; everything that was started is stopped.", highlight=False)

    def _units(self) -> Table:
        table = _table(f"What became of every row ({self.title})", "unit", _HEADS)
        for code in (*units(), None):
            own = [line for line in self.lines if line.unit_code == code]
            if own:
                table.add_row(units()[code].name if code else "(unknown)", *_sums(own))
        table.add_section()
        table.add_row("all", *_sums(self.lines))
        return table

    def _exchange(self) -> Table:
        table = _table("To the provincial platform", "period", ("sent", "accepted", "refused", "held"))
        for one in self.exchange:
            table.add_row(one.period, *map(str, (one.sent, one.accepted, one.refused, one.held)))
        return table

    def _standings(self) -> Table:
        names = ("agreed", "only_here", "only_there", "field_differs")
        heads = ("state", "agreed", "only here", "only there", "field differs")
        table = _table("Ours and the platform's own records, row by row", "dataset", heads)
        for one in self.standings:
            name = f"{one.dataset} {one.period}" if "Q" in one.period else one.dataset
            table.add_row(name, one.state, *(str(getattr(one, count)) for count in names))
        return table

    def _print_places(self, shown: Console) -> None:
        folders = {"sent files": "published", "returned workbooks": "returned", "mail sink": "sandbox/mail",
                   "platform's ledger": "sandbox/platform.sqlite", "submissions": "sandbox/portal", "logs": "logs"}
        for name, folder in folders.items():
            if (self.settings.workspace / folder).exists():
                shown.print(f"{name:20s}{self.settings.workspace / folder}", highlight=False, soft_wrap=True)


def _of_this_run(done: Totals) -> str:
    return (f"This run: {done.submissions} new submissions, {done.history_steps} changes of the history, "
            f"{done.rows_sent} rows sent, {done.reports} reports told, {done.messages} messages delivered.")


def _scores(connection: Connection, source: Source) -> list[tuple[str, Score]]:
    return [
        (str(month), score(truth, inbox, open_findings(connection, str(month))))
        for month, inbox in source.folders.items() if (truth := source.truth(month))
    ]


def _table(title: str, first: str, heads: Sequence[str]) -> Table:
    table = Table(title=title, title_justify="left", box=None, padding=(0, 1))
    table.add_column(first, no_wrap=True)
    for head in heads:
        table.add_column(head, justify="right")
    return table


def _sums(lines: Sequence[LedgerLine]) -> list[str]:
    return [str(sum(getattr(line, name) for line in lines)) for name in _FATES]


def _print_score(shown: Console, period: str, one: Score) -> None:
    counts = f"{one.found} of {one.planted} planted faults found, {len(one.invented)} invented"
    shown.print(f"{period}: {counts}", highlight=False)
    if one.changed:
        shown.print(f"  changed by hand and not compared: {', '.join(one.changed)}", highlight=False, soft_wrap=True)
    for kind, places in (("missed", one.missed), ("invented", one.invented)):
        for file, slug, sheet, row in places[:10]:
            shown.print(f"  {kind}: {slug} in {file} {sheet or ''} {row or ''}", highlight=False, soft_wrap=True)
