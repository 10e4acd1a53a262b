"""Plan: cut a published file into the bodies that are sent, and give each its name and key for ever."""

from collections.abc import Iterator
from itertools import repeat
from pathlib import Path

from township_sync.errors import UsageError
from township_sync.outbound.batches import Body, bodies, client_ref, idempotency_key
from township_sync.settings import Settings
from township_sync.warehouse.exchange import PlannedBatch


def planned(settings: Settings, path: Path, kind: str, dataset: str, period: str,
            revision: int) -> Iterator[PlannedBatch]:
    """The batches of a file: of TOWNSHIP_SYNC_BATCH_ROWS rows (500 by default, 10,000 at most) each.

    Same file and size, same batches. UsageError when the setting is no such number.
    """
    names = (kind, dataset, period, revision)
    with path.open("rb") as published:
        for number, one in enumerate(bodies(published, repeat(_batch_rows(settings))), 1):
            yield _named(number, one, names)


def _named(number: int, one: Body, names: tuple[str, str, str, int]) -> PlannedBatch:
    digest = one.sha256
    return PlannedBatch(number, one.first_row, one.row_count, idempotency_key(*names, digest),
                        client_ref(*names, number), digest, len(one.content))


def _batch_rows(settings: Settings) -> int:
    text = settings.get("BATCH_ROWS", "500")
    if not text.isdigit() or not 1 <= int(text) <= 10_000:
        raise UsageError(f"TOWNSHIP_SYNC_BATCH_ROWS is '{text}'; set a number from 1 to 10000.")
    return int(text)
