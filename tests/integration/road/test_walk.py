"""The road without Airflow: what stands in an inbox stands in the answer, and nothing of ours replaces a real peer."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from township_sync.domain.contract import contract
from township_sync.domain.period import Month
from township_sync.errors import UsageError
from township_sync.sandbox import serve
from township_sync.settings import Settings
from township_sync.steps import month
from township_sync.steps.check import as_json, check
from township_sync.steps.passphrases import make_missing_passphrases, passphrase_of
from township_sync.steps.walk import walk
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.submissions import record_submission
from township_sync.workbooks.encrypt import encrypt

MAY, NOW = Month(2020, 5), datetime(2020, 6, 5, 1, tzinfo=UTC)
UNIT, OTHER = "430981114", "430981116"
ROW = {"person_name": "张丰", "village_name": "乐园村", "role": "贫困劳动力",
       "bind_mobile": "13812345678", "real_name_status": "已实名", "account_status": "正常"}
PLATFORM = {"TOWNSHIP_SYNC_PLATFORM_URL": "http://127.0.0.1:9", "TOWNSHIP_SYNC_PLATFORM_CLIENT": "bureau"}


def _workbook(account: str, unit: str = "草尾镇", id_no: str = "439999199001011239") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    row = ROW | {"unit_code": unit, "id_no": id_no, "bind_id_no": id_no, "account": account}
    columns = [column for column in contract("app_account").columns if column.field in row]
    sheet.title = "APP账号实名制"
    sheet.append(["APP账号"])
    sheet.append([f"填报单位：{unit}  填报期：2020-05"])
    sheet.append([column.header for column in columns])
    sheet.append([row[column.field] for column in columns])
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """Files at their place, deeper, loose, below unknown folders; one names no unit that we know."""
    root = tmp_path / "inbox"
    files = {
        f"{UNIT}/甲.xlsx": _workbook("a1"), f"{UNIT}/子/乙.xlsx": _workbook("a2", id_no="439999198802022347"),
        f"{OTHER}/空.txt": b"nothing", "1草尾.xlsx": _workbook("a3"), "陌生.xlsx": _workbook("a4", "无名镇"),
        "草尾/丙.xlsx": _workbook("a5"), "999999999/丁.csv": b"\x00\x01",
    }
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (root / UNIT / "~$甲.xlsx").write_bytes(b"x")
    return root


@pytest.fixture
def settings(postgres_settings: Settings) -> Iterator[Settings]:
    yield Settings(postgres_settings.workspace, {"PATH": os.environ["PATH"], **postgres_settings.environment})
    serve.stop(postgres_settings)


def test_the_answer_lists_every_file_exactly_as_check_does_and_a_second_walk_sends_nothing(
    settings: Settings, inbox: Path
) -> None:
    walked = walk(settings, inbox, MAY, NOW)
    checked = as_json(*check([inbox], MAY))
    assert json.loads(json.dumps(walked.answer)) == json.loads(json.dumps(checked))
    strange = next(file for file in walked.answer["files"] if file["file"] == "陌生.xlsx")
    assert "wrong_unit" in {found["slug"] for found in strange["findings"]} and strange["status"] == "rejected"
    assert (walked.figures["received"], walked.figures["passed_over_still_written"]) == (7, 1)
    again = walk(settings, inbox, MAY, NOW)
    assert [again.figures[name] for name in ("received", "rows_sent", "reports_prepared")] == [0, 0, 0]
    assert not serve.is_running(settings)


def test_an_inbox_of_nobody_is_refused_before_anything_is_started(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "甲.xlsx").write_bytes(_workbook("a1"))
    said: list[str] = []
    with pytest.raises(UsageError, match="folder per unit code"):
        walk(settings, tmp_path / "inbox", MAY, NOW, said.append)
    assert said == [] and not (settings.workspace / "run" / "sandbox.json").exists()


def test_the_sandbox_never_stands_in_for_a_peer_that_is_set(tmp_path: Path) -> None:
    settings = Settings(tmp_path, {"PATH": os.environ["PATH"], **PLATFORM})
    try:
        given = serve.stand_in(settings)
        assert sorted(given) == [f"TOWNSHIP_SYNC_{name}" for name in (
            "PORTAL_CLIENT", "PORTAL_SECRET", "PORTAL_URL", "SMTP_URL")]
        sandbox = serve.addresses(settings)
        assert sandbox["TOWNSHIP_SYNC_PLATFORM_URL"] != PLATFORM["TOWNSHIP_SYNC_PLATFORM_URL"]
        assert sandbox["TOWNSHIP_SYNC_PLATFORM_CLIENT"] != "bureau"
        assert list(serve.stand_in(settings, "PLATFORM", "SMTP")) == ["TOWNSHIP_SYNC_SMTP_URL"]
    finally:
        serve.stop(settings)


def test_the_sandbox_is_not_started_when_every_peer_is_set(tmp_path: Path) -> None:
    settings = Settings(tmp_path, {**PLATFORM, "TOWNSHIP_SYNC_SMTP_URL": "smtp://127.0.0.1:9"})
    assert serve.stand_in(settings, "PLATFORM", "SMTP") == {}
    assert not serve.is_running(settings)


@pytest.mark.parametrize("is_ours", [True, False], ids=["our passphrase", "another passphrase"])
def test_a_workbook_that_comes_back_encrypted_is_opened_with_the_units_passphrase(
    connection: Connection, postgres_settings: Settings, is_ours: bool
) -> None:
    make_missing_passphrases(postgres_settings)
    passphrase = passphrase_of(postgres_settings, UNIT) if is_ours else "somebody else's"
    assert passphrase
    record_submission(connection, postgres_settings, unit_code=UNIT, period="2020-05", name=f"{UNIT}/五月.xlsx",
                      data=encrypt(_workbook("a1"), passphrase), channel="portal", received_at=NOW)
    assert month.read_pending(postgres_settings, connection, UNIT, MAY) == 1
    loaded = month.load_month(postgres_settings, connection, MAY, NOW)
    slugs = {found.slug for found in loaded.judgement.findings}
    assert (loaded.rows["loaded"], "password_protected" in slugs) == ((1, False) if is_ours else (0, True))
