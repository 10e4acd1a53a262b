"""What the platform holds of our rows."""

from collections.abc import Iterator, Sequence

from township_sync.domain.outgoing import HeldRow, HoldingPage
from township_sync.errors import TerminalError, TransientError
from township_sync.outbound.province_pages import pages
from township_sync.outbound.province_talk import Said, Talk
from township_sync.transport.peer import Refused


class HoldingsChanged(TransientError):
    """The platform's rows changed while they were read; what was read of them is no whole."""


def holdings(talk: Talk, dataset: str, period: str | None = None) -> Iterator[HoldingPage]:
    """All pages of a dataset, of one period where it is a quarterly one; they bear one version and the same columns.

    HoldingsChanged: begin anew. TerminalError when fewer or more rows come than the platform says it holds.
    """

    def read(said: Said) -> tuple[HoldingPage, str]:
        if said["dataset"] != dataset or (said["period"] or None) != (period or None):
            raise TerminalError(f"Asked for {dataset} {period or ''}, the platform answers with another dataset; tell "
                                "its operator.")
        columns, rows = tuple(said["columns"]), tuple(map(_held, said["rows"]))
        _refuse_ragged(dataset, columns, rows)
        return HoldingPage(said["version"], said["row_count"], columns, rows), said["next_cursor"] or ""

    params = {"period": period} if period else {}
    read_rows, first = 0, None
    try:
        for page in pages(talk, f"/api/v1/holdings/{dataset}", "HoldingPage", read, params):
            first = first or page
            if (page.version, page.row_count, page.columns) != (first.version, first.row_count, first.columns):
                raise _changed(dataset)
            read_rows += len(page.rows)
            yield page
    except Refused as refused:
        if refused.status == 409:
            raise _changed(dataset) from None
        raise
    if first and read_rows != first.row_count:
        raise TerminalError(f"The platform says that it holds {first.row_count} rows of {dataset} and gives "
                            f"{read_rows}; tell its operator.")


def _held(said: Said) -> HeldRow:
    return HeldRow(said["row_key"], said["row_version"], said["batch_id"], said["row_no"],
                   tuple(map(_storable, said["values"])))


def _storable(text: str) -> str:
    """A value of ours never holds NUL or half a character, so one that does stays different and can be stored."""
    if text.isprintable():
        return text
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()


def _refuse_ragged(dataset: str, columns: Sequence[str], rows: Sequence[HeldRow]) -> None:
    ragged = sum(len(row.values) != len(columns) for row in rows)
    if ragged:
        raise TerminalError(f"{ragged} rows of {dataset} that the platform holds have another number of values than it "
                            f"names columns ({len(columns)}); tell its operator.")


def _changed(dataset: str) -> HoldingsChanged:
    return HoldingsChanged(f"What the platform holds of {dataset} changed while it was read; it is read again later.")
