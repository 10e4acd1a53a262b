"""`trace` and `status` when the server was stopped, when there is nothing to ask, and when it cannot be reached."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from township_sync.settings import Settings
from township_sync.warehouse import embedded, schema
from township_sync.warehouse.connect import connect
from unit.cli.conftest import Command, sentence

_PUBLICATION = """
INSERT INTO ops.publication (kind, dataset, entity, period, revision, path, sha256, row_count, counts, contract_version,
                             made_at)
VALUES ('month', 'vacancy', 'job_post', '2020-05', 1, 'x.csv', 'x', 9, '{}', '1', now()) RETURNING publication_id
"""
_BATCH = """
INSERT INTO ops.batch (publication_id, number, first_row, row_count, idempotency_key, client_ref, body_sha256, state,
                       remote_id, prepared_at, sent_at, note)
VALUES (%(publication)s, %(number)s, 1, 3, %(ref)s, %(ref)s, 'x', %(state)s, 'r', now(),
        now() - make_interval(hours => %(hours)s), %(note)s)
"""
_SUBMISSIONS = """
INSERT INTO ops.submission (unit_code, period, name, label, sha256, size, channel, received_at)
SELECT '439999114', '2020-05', name, name, name, 1, 'folder', now()
FROM unnest(ARRAY['whole.xlsx', 'half.xlsx']) AS name
"""
_READ = """
INSERT INTO ops.submission_file (submission_id, position, file, sha256, unit_code, period, kind, findings, is_awaiting)
SELECT submission_id, 1, name, sha256, unit_code, period, 'xlsx', '[]', name = 'half.xlsx' FROM ops.submission
"""
_BATCHES = [("fresh", "sent", 1, None), ("late", "sent", 30, None), ("odd", "out_of_balance", 1, "1 of 3 rows")]


@pytest.fixture(scope="module")
def stopped(open_folders: Path) -> Iterator[Settings]:
    """A workspace with three open batches and a submission to confirm, whose server was stopped."""
    settings = Settings(open_folders / "asked", {"TOWNSHIP_SYNC_POSTGRES_OPTIONS": "-c fsync=off"})
    embedded.ensure_running(settings)
    try:
        schema.upgrade(settings)
        with connect(settings) as connection:
            connection.execute(_SUBMISSIONS)
            connection.execute(_READ)
            made = connection.execute(_PUBLICATION).fetchone()
            assert made
            for number, (ref, state, hours, note) in enumerate(_BATCHES, 1):
                connection.execute(_BATCH, {"publication": made["publication_id"], "number": number, "ref": ref,
                                            "state": state, "hours": hours, "note": note})
    finally:
        embedded.stop(settings)
    yield settings
    embedded.stop(settings)


def test_status_asks_a_stopped_server_and_stops_it_again(command: Command, stopped: Settings) -> None:
    result = command("status", "--workspace", stopped.workspace)
    assert result.exit_code == 0, result.output
    assert "database   stopped" in result.stdout and "2020-05" in result.stdout
    assert not embedded.is_running(stopped)


def test_status_names_the_batches_that_somebody_has_to_ask_about(command: Command, stopped: Settings) -> None:
    lines = command("status", "--workspace", stopped.workspace).stdout.splitlines()
    first = lines.index("open batches: 3")
    assert lines[first + 1:first + 3] == ["  late  overdue: no receipt yet", "  odd  out of balance: 1 of 3 rows"]


def test_status_says_whether_anybody_watches(command: Command, stopped: Settings) -> None:
    assert command("status", "--workspace", stopped.workspace).stdout.splitlines()[-1] == "alerts: 0; 从未巡检"


def test_status_lists_the_submissions_that_wait_for_confirmation_as_confirm_does(
    command: Command, stopped: Settings
) -> None:
    lines = command("status", "--workspace", stopped.workspace).stdout.splitlines()
    heading = "submissions waiting for confirmation: 1"
    [place] = [number for number, line in enumerate(lines) if line.startswith(heading)]
    assert lines[place + 1].split()[1:] == ["2020-05", "half.xlsx"]
    assert command("confirm", "--workspace", stopped.workspace).stdout.splitlines() == [lines[place + 1]]
    assert "whole.xlsx" not in "".join(lines)


def test_status_takes_the_hours_after_which_a_receipt_is_due(command: Command, stopped: Settings) -> None:
    words = ("status", "--workspace", stopped.workspace)
    assert "late" not in command(*words, TOWNSHIP_SYNC_RECEIPT_DUE_HOURS="48").stdout
    assert "RECEIPT_DUE_HOURS is 'soon'" in command(*words, TOWNSHIP_SYNC_RECEIPT_DUE_HOURS="soon").stderr


def test_trace_asks_a_stopped_server_and_stops_it_again(command: Command, stopped: Settings) -> None:
    said = sentence(command("trace", "430981114/x.xlsx#表#7", "--workspace", stopped.workspace))
    assert "No data row was read at 430981114/x.xlsx#表#7" in said
    assert not embedded.is_running(stopped)


def test_a_server_that_ran_before_runs_on(command: Command, stopped: Settings) -> None:
    embedded.ensure_running(stopped)
    try:
        assert "database   running" in command("status", "--workspace", stopped.workspace).stdout
        assert embedded.is_running(stopped)
    finally:
        embedded.stop(stopped)


@pytest.mark.parametrize("words", [["status"], ["trace", "a#b#7"]])
def test_a_workspace_without_data_is_said_to_be_one_and_is_not_made(
    command: Command, tmp_path: Path, words: list[str]
) -> None:
    result = command(*words, "--workspace", tmp_path / "nowhere")
    assert result.exit_code == 2 and f"{tmp_path}/nowhere has no data yet" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_server_without_our_tables_has_no_data_either(command: Command, open_folder: Path) -> None:
    settings = Settings(open_folder, {"TOWNSHIP_SYNC_POSTGRES_OPTIONS": "-c fsync=off"})
    embedded.ensure_running(settings)
    embedded.stop(settings)
    assert "has no data yet" in sentence(command("trace", "a#b#7", "--workspace", open_folder))
    assert not embedded.is_running(settings)


@pytest.mark.parametrize("row", [
    "a#b#²", "a#b#", "a#b#-1", "a#b#7.5", "a#b", "a", "#b#7", "a##7", "a#b#" + "9" * 10, "a#b#" + "9" * 5000,
    "\udcff#b#7",
])
def test_what_is_no_place_of_a_row_is_refused(command: Command, tmp_path: Path, row: str) -> None:
    assert "is no place of a row" in sentence(command("trace", row, "--workspace", tmp_path))


def test_the_month_of_a_trace_is_read_as_a_month(command: Command, tmp_path: Path) -> None:
    assert "'zzz' is no month" in sentence(command("trace", "a#b#7", "--period", "zzz", "--workspace", tmp_path))


@pytest.mark.parametrize("dsn", [
    "postgresql://somebody:open-sesame@127.0.0.1:9/warehouse", "postgresql://x:open-sesame@/y?host=/nowhere",
    "postgresql://x:open-sesame@127.0.0.1:port/y", "mysql://x:open-sesame@127.0.0.1/y", "open-sesame",
])
@pytest.mark.parametrize("words", [["status"], ["trace", "a#b#7"]])
def test_a_server_that_cannot_be_reached_is_named_by_its_variable_and_never_shown(
    command: Command, tmp_path: Path, dsn: str, words: list[str]
) -> None:
    result = command(*words, "--workspace", tmp_path, TOWNSHIP_SYNC_DSN=dsn)
    assert "check TOWNSHIP_SYNC_DSN" in sentence(result)
    assert "open-sesame" not in result.output and "running" not in result.output


def test_a_unit_has_one_mail_token_and_no_other_units(command: Command, tmp_path: Path) -> None:
    first, again, other = (
        command("mail-token", "--unit", unit, "--workspace", tmp_path, TOWNSHIP_SYNC_SECRET="test").stdout.strip()
        for unit in ("430981114", "430981114", "430981115")
    )
    assert first == again != other
    assert len(first) == 16
    assert "no unit 439999999" in sentence(command("mail-token", "--unit", "439999999", "--workspace", tmp_path))
