"""Recording what comes in: once per unit, month and content."""

from datetime import UTC, datetime

import pytest

from township_sync.errors import TerminalError
from township_sync.settings import Settings
from township_sync.warehouse import archive
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.submissions import (
    Recorded,
    pending_submissions,
    record_submission,
    repeats,
    submission,
    units_that_sent,
)

NOW = datetime(2020, 6, 1, 8, tzinfo=UTC)


def record(connection: Connection, settings: Settings, data: bytes, name: str = "439999001/五月.xlsx",
           unit_code: str | None = "439999001", period: str = "2020-05") -> Recorded:
    return record_submission(connection, settings, unit_code=unit_code, period=period, name=name, data=data,
                             channel="folder", received_at=NOW)


def test_the_same_bytes_twice_are_one_submission(connection: Connection, postgres_settings: Settings) -> None:
    first = record(connection, postgres_settings, b"a")
    again = record(connection, postgres_settings, b"a")
    assert (first.is_new, again.is_new) == (True, False)
    assert first.submission_id == again.submission_id
    assert repeats(connection, "2020-05") == []


def test_the_same_bytes_under_another_name_are_remembered(connection: Connection, postgres_settings: Settings) -> None:
    record(connection, postgres_settings, b"a")
    record(connection, postgres_settings, b"a", name="439999001/again.xlsx")
    found = repeats(connection, "2020-05")
    assert [(each.name, each.first_label) for each in found] == [("439999001/again.xlsx", "439999001/五月.xlsx")]


def test_the_same_bytes_of_another_unit_or_month_or_of_nobody_are_others(
    connection: Connection, postgres_settings: Settings
) -> None:
    made = [
        record(connection, postgres_settings, b"a"),
        record(connection, postgres_settings, b"a", unit_code="439999002", name="b.xlsx"),
        record(connection, postgres_settings, b"a", period="2020-06"),
        record(connection, postgres_settings, b"a", unit_code=None, name="c.xlsx"),
    ]
    assert all(each.is_new for each in made)
    assert not record(connection, postgres_settings, b"a", unit_code=None, name="c.xlsx").is_new
    assert units_that_sent(connection, "2020-05") == ["439999001", "439999002"]


def test_another_version_of_a_file_gets_a_label_of_its_own(connection: Connection, postgres_settings: Settings) -> None:
    labels = [submission(connection, record(connection, postgres_settings, data).submission_id).label
              for data in (b"1", b"2", b"3")]
    assert labels == ["439999001/五月.xlsx", "439999001/五月（第2次）.xlsx", "439999001/五月（第3次）.xlsx"]


def test_new_submissions_wait_in_order_of_arrival(connection: Connection, postgres_settings: Settings) -> None:
    made = [record(connection, postgres_settings, data, name=name).submission_id
            for data, name in ((b"1", "z.xlsx"), (b"2", "a.xlsx"))]
    assert [each.submission_id for each in pending_submissions(connection)] == made
    assert pending_submissions(connection, "2020-06") == []


def test_the_archive_gives_back_the_bytes_and_notices_damage(postgres_settings: Settings) -> None:
    name = archive.put(postgres_settings, b"bytes")
    assert archive.get(postgres_settings, name) == b"bytes"
    archive.path_of(postgres_settings, name).write_bytes(b"other")
    with pytest.raises(TerminalError, match="damaged"):
        archive.get(postgres_settings, name)
