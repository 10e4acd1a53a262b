"""The sums of what was sent: a batch that the platform refused, or that was never tried, was not sent."""

from typing import Any

from integration.warehouse.months import NOW
from township_sync.settings import Settings
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.summary import ExchangeSums, exchange_sums


def _insert(connection: Connection, table: str, **values: Any) -> None:
    names, places = ", ".join(values), ", ".join(f"%({name})s" for name in values)
    connection.execute(f"INSERT INTO ops.{table} ({names}) VALUES ({places})", values)  # type: ignore[arg-type]


def test_rows_of_a_refused_batch_are_not_counted_as_sent(connection: Connection, postgres_settings: Settings) -> None:
    _insert(connection, "publication", kind="month", dataset="d", entity="e", period="2020-05", revision=1, path="p",
            sha256="s", row_count=6, counts="{}", contract_version="1", made_at=NOW, state="settled")
    [made] = connection.execute("SELECT publication_id FROM ops.publication").fetchall()
    for row_no, status in enumerate(("accepted", "rejected", "pending", "pending", "pending", "pending"), 1):
        _insert(connection, "publication_row", **made, row_no=row_no, dataset="d", entity="e", row_key=f"k{row_no}",
                row_hash="h", action="new", status=status)
    for number, state in enumerate(("sent", "refused", "prepared")):
        _insert(connection, "batch", **made, number=number + 1, first_row=2 * number + 1, row_count=2, state=state,
                idempotency_key=f"i{number}", client_ref=f"c{number}", body_sha256="b", prepared_at=NOW,
                remote_id="r" if state == "sent" else None)
    assert exchange_sums(connection) == [ExchangeSums("2020-05", sent=2, accepted=1, refused=1, held=0)]
