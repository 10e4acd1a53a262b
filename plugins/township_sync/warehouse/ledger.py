"""The ledger: what became of every row of every file, and the check that it adds up."""

from dataclasses import dataclass

from township_sync.errors import TerminalError
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.statements import statement


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One sheet: `rows_seen` = `rows_read` + `rows_skipped`, and `rows_read` = the five fates together."""

    unit_code: str | None
    file: str
    status: str | None
    sheet: str
    entity: str
    rows_seen: int
    rows_read: int
    rows_skipped: int
    loaded: int
    duplicate: int
    rejected: int
    held_aside: int
    superseded: int

    @property
    def adds_up(self) -> bool:
        fates = self.loaded + self.duplicate + self.rejected + self.held_aside + self.superseded
        return self.rows_read == fates and self.rows_seen == self.rows_read + self.rows_skipped


def ledger(connection: Connection, period: str) -> list[LedgerLine]:
    """Every sheet of a month, in order of arrival."""
    return [LedgerLine(**row) for row in connection.execute(statement("merge/ledger"), {"period": period})]


def check_ledger(connection: Connection, period: str) -> list[LedgerLine]:
    """The ledger of a month that was just judged; TerminalError when a row has no fate, or a fate no row."""
    lines = ledger(connection, period)
    for line in (each for each in lines if not each.adds_up):
        raise TerminalError(f"The ledger of {line.file} does not add up, so nothing was loaded: {line}.")
    stray = connection.execute(statement("merge/count_stray_fates"), {"period": period}).fetchone()
    if stray and stray["stray"]:
        raise TerminalError(f"{stray['stray']} rows of {period} were judged but never staged; nothing was loaded.")
    return lines
