"""`audit verify` names the first row that does not hold, whatever somebody with every right did to the record."""

from datetime import UTC, datetime
from typing import Any

import pytest
from typer.testing import CliRunner

from integration.audit.conftest import Superuser
from integration.audit.test_the_chain import note
from township_sync.cli import app
from township_sync.errors import TerminalError
from township_sync.settings import Settings
from township_sync.steps.audit import keep_head, verify
from township_sync.warehouse.connect import Connection

NOW = datetime(2020, 6, 5, 1, tzinfo=UTC)
SWAP = "UPDATE ops.audit SET number = CASE number WHEN {0} THEN -1 ELSE {0} END WHERE number IN ({0}, {1});" \
       "UPDATE ops.audit SET number = {1} WHERE number = -1"


@pytest.fixture
def kept(connection: Connection, postgres_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Eight acts on record, and the head of the eighth outside of the database."""
    for number in range(1, 8):
        note(connection, number, "王股长")
    keep_head(connection, postgres_settings)
    for name, value in postgres_settings.environment.items():
        monkeypatch.setenv(name, value)
    return postgres_settings


def call(settings: Settings, *words: str) -> tuple[int, str, str]:
    said: Any = CliRunner().invoke(app, ["audit", "verify", *words, "--workspace", str(settings.workspace)])
    return said.exit_code, said.stdout, said.stderr


ATTACKS = {
    "changed": ("UPDATE ops.audit SET actor = '李四' WHERE number = 4", 4, "it was changed"),
    "reason changed": ("UPDATE ops.audit SET details = '{\"because\": \"x\"}' WHERE number = 8", 8, "it was changed"),
    "moment changed": ("UPDATE ops.audit SET moment = moment + interval '1 second' WHERE number = 2", 2, "changed"),
    "removed": ("DELETE FROM ops.audit WHERE number = 5", 5, "it is missing"),
    "first removed": ("DELETE FROM ops.audit WHERE number = 1", 1, "it is missing"),
    "removed and numbered anew": ("DELETE FROM ops.audit WHERE number = 5; UPDATE ops.audit SET number = -number "
                                  "WHERE number > 5; UPDATE ops.audit SET number = -number - 1 WHERE number < 0",
                                  5, "it was changed"),
    "exchanged": (SWAP.format(3, 6), 3, "it was changed"),
    "end cut off": ("DELETE FROM ops.audit WHERE number > 6", 7, "cut off"),
    "all removed": ("TRUNCATE ops.audit", 1, "cut off"),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_every_attack_is_named_with_its_row(kept: Settings, superuser: Superuser, name: str) -> None:
    statement, number, said = ATTACKS[name]
    assert call(kept)[0] == 0
    superuser(statement)
    code, _, told = call(kept)
    assert code == 2 and f"at row {number}: " in told and said in told and "last backup" in told


def test_an_end_that_was_cut_and_grew_again_is_found(
    kept: Settings, superuser: Superuser, connection: Connection
) -> None:
    superuser("DELETE FROM ops.audit WHERE number > 6")
    note(connection, 99)
    note(connection, 99)
    keep_head(connection, kept)
    with pytest.raises(TerminalError, match=r"Line 2 .* contradicts"):
        verify(connection, kept)


def test_a_head_that_somebody_wrote_down_tells_what_the_file_does_not(
    kept: Settings, superuser: Superuser, connection: Connection
) -> None:
    _, said, _ = call(kept)
    noted = said.split()[-1]
    assert call(kept, "--head", noted)[0] == 0
    superuser("DELETE FROM ops.audit WHERE number > 6")
    (kept.workspace / "published/audit_heads.txt").unlink()
    assert call(kept)[0] == 0
    code, _, told = call(kept, "--head", noted)
    assert code == 2 and "at row 7: " in told


def test_verifying_from_a_row_trusts_the_one_before(kept: Settings, superuser: Superuser) -> None:
    superuser("UPDATE ops.audit SET actor = '李四' WHERE number = 3")
    assert call(kept, "--from", "5")[0] == 0
    code, _, told = call(kept, "--from", "3")
    assert code == 2 and "at row 3: " in told
    code, _, told = call(kept, "--from", "12")
    assert code == 2 and "no row 11" in told


def test_a_head_is_noted_once_and_a_spoilt_file_is_named(kept: Settings, connection: Connection) -> None:
    heads = kept.workspace / "published/audit_heads.txt"
    keep_head(connection, kept)
    assert len(heads.read_text().splitlines()) == 1
    heads.write_text("8 abc\n")
    code, _, told = call(kept)
    assert code == 2 and "Line 1 of audit_heads.txt" in told
    code, _, told = call(kept, "--head", "8:abc")
    assert code == 2 and "is no head" in told
