"""What was passed over is kept, what was taken may be marked, and a renamed file answers what it is."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from township_sync.errors import TransientError
from township_sync.settings import Settings
from township_sync.sources import folder
from township_sync.sources.listing import OfferedFile
from township_sync.steps.receive import receive
from township_sync.warehouse.connect import Connection

NOW, UNIT = datetime(2020, 6, 5, 1, tzinfo=UTC), "430981114"


@pytest.fixture
def dropping(postgres_settings: Settings, tmp_path: Path) -> tuple[Settings, Path]:
    place = tmp_path / "drop" / "2020-05" / UNIT
    place.mkdir(parents=True)
    more = {"TOWNSHIP_SYNC_CHANNEL": "folder", "TOWNSHIP_SYNC_DROP_FOLDER": str(tmp_path / "drop")}
    return Settings(postgres_settings.workspace, postgres_settings.environment | more), place


def test_a_file_passed_over_is_one_row_with_its_first_and_last_day(
    connection: Connection, dropping: tuple[Settings, Path]
) -> None:
    settings, place = dropping
    (place / "~$五月.xlsx").write_bytes(b"lock")
    for hours in range(3):
        receive(settings, connection, UNIT, NOW + timedelta(hours=hours))
    [row] = connection.execute("SELECT * FROM ops.passed_over").fetchall()
    assert (row["channel"], row["unit_code"], row["period"], row["name"]) == ("folder", UNIT, "2020-05", "~$五月.xlsx")
    assert row["reason"] and (row["first_seen_at"], row["last_seen_at"]) == (NOW, NOW + timedelta(hours=2))


def test_a_channel_marks_what_is_recorded_and_its_failure_is_nobodys(
    connection: Connection, dropping: tuple[Settings, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, place = dropping
    (place / "五月.csv").write_bytes(b"one")
    marked: list[str] = []

    def settle(_: Settings, files: list[OfferedFile]) -> None:
        marked.extend(file.name for file in files)
        raise TransientError("The mailbox is away.")

    monkeypatch.setattr(folder, "settle", settle, raising=False)
    first, again = (receive(settings, connection, UNIT, NOW) for _ in range(2))
    assert (len(first.new), len(again.new), marked) == (1, 0, ["五月.csv"] * 2)
