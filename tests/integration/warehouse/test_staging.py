"""What was read comes back as it was read."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from township_sync.domain.finding import Finding
from township_sync.domain.table import ConformedRow, ReadFile, ReadSheet
from township_sync.errors import TerminalError, TransientError
from township_sync.settings import Settings
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.staging import read_files, stage
from township_sync.warehouse.submissions import pending_submissions, record_submission

NOW = datetime(2020, 6, 1, 8, tzinfo=UTC)
NAME = "439999001/五月.xlsx"


def a_row(number: int, account: str | None) -> ConformedRow:
    values = {"person_name": "张·三", "id_no": "439999197505141239", "account": account, "last_login": None}
    return ConformedRow(number, values, {"last_login": "emptied"}, {"last_login": "昨天\n\t\\N", "account": "Ａ1"})


def a_file(name: str = NAME) -> ReadFile:
    finding = Finding("unknown_column", name, "账号", None, "备用", None, {"count": 3, "columns": ["a", "b"]}, "read")
    sheets = (
        ReadSheet("账号", "app_account", 3, {"person_name": 2, "account": 1}, (a_row(5, "a1"), a_row(4, None)), 2),
        ReadSheet("招聘企业", "recruiter", 3, {"uscc": 1}, (), 0),
    )
    return ReadFile(name, "0" * 64, "439999001", "2020-05", "xlsx", sheets, (finding,), None)


def record(connection: Connection, settings: Settings, data: bytes, name: str = NAME) -> int:
    return record_submission(connection, settings, unit_code="439999001", period="2020-05", name=name, data=data,
                             channel="folder", received_at=NOW).submission_id


def test_files_come_back_exactly_as_they_were_read(connection: Connection, postgres_settings: Settings) -> None:
    rejected = ReadFile("439999001/坏.xlsx", "1" * 64, None, "2020-05", "unknown", (),
                        (Finding("unreadable_file", "439999001/坏.xlsx"),))
    stage(connection, postgres_settings, record(connection, postgres_settings, b"1"), [a_file()])
    stage(connection, postgres_settings, record(connection, postgres_settings, b"2", rejected.file), [rejected])
    assert read_files(connection, "2020-05") == [a_file(), rejected]
    assert read_files(connection, "2020-06") == []
    assert pending_submissions(connection) == []


def test_staging_again_replaces_what_was_staged(connection: Connection, postgres_settings: Settings) -> None:
    number = record(connection, postgres_settings, b"1")
    assert stage(connection, postgres_settings, number, [a_file()]) == 2
    stage(connection, postgres_settings, number, [a_file()])
    assert read_files(connection, "2020-05") == [a_file()]


def test_rows_that_were_replaced_before_they_were_looked_at_are_to_be_judged_again(
    connection: Connection, postgres_settings: Settings
) -> None:
    number = record(connection, postgres_settings, b"1")
    stage(connection, postgres_settings, number, [a_file()])
    [file] = read_files(connection, "2020-05")
    stage(connection, postgres_settings, number, [a_file()])
    with pytest.raises(TransientError, match="judge the month again"):
        list(file.sheets[0].rows)


def test_a_second_version_and_its_findings_go_under_their_label(
    connection: Connection, postgres_settings: Settings
) -> None:
    for data in (b"1", b"2"):
        stage(connection, postgres_settings, record(connection, postgres_settings, data), [a_file()])
    first, second = read_files(connection, "2020-05")
    assert (first.file, second.file) == (NAME, "439999001/五月（第2次）.xlsx")
    assert second.findings[0].file == second.file


def test_inner_files_of_a_bundle_keep_their_names(connection: Connection, postgres_settings: Settings) -> None:
    inner = replace(a_file("439999001/a.zip/五月.xlsx"), bundle="439999001/a.zip")
    number = record(connection, postgres_settings, b"1", "439999001/a.zip")
    stage(connection, postgres_settings, number, [inner])
    assert read_files(connection, "2020-05") == [inner]


def test_a_file_of_another_name_is_refused(connection: Connection, postgres_settings: Settings) -> None:
    with pytest.raises(TerminalError, match="read it under its own name"):
        stage(connection, postgres_settings, record(connection, postgres_settings, b"1"), [a_file("other.xlsx")])


def test_texts_that_a_database_cannot_hold_are_cleaned(connection: Connection, postgres_settings: Settings) -> None:
    row = ConformedRow(4, {"account": "a\0b\ud800"}, {}, {"account": "a\0"})
    file = replace(a_file(), sheets=(ReadSheet("账号", "app_account", 3, {"account": 1}, (row,), 0),))
    stage(connection, postgres_settings, record(connection, postgres_settings, b"1"), [file])
    kept = read_files(connection, "2020-05")[0].sheets[0].rows[0]
    assert (kept.values["account"], kept.raw["account"]) == ("ab?", "a")


def test_row_keys_hide_the_key_and_are_missing_with_it(connection: Connection, postgres_settings: Settings) -> None:
    stage(connection, postgres_settings, record(connection, postgres_settings, b"1"), [a_file()])
    keys = [row["row_key"] for row in connection.execute("SELECT row_key FROM stage.app_account ORDER BY sheet_row")]
    assert keys[0] is None
    assert len(keys[1]) == 64
