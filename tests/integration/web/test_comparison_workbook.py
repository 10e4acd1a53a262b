"""The bureau's workbook of a comparison: for who may see persons only, each time on record, and nothing beside it."""

import hashlib
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from integration.web.conftest import Reader
from township_sync.settings import Settings
from township_sync.warehouse.connect import Connection

ADDRESS = "/batches/comparisons/1/workbook"


def test_the_bureau_takes_the_workbook_on_record_and_no_proxy_keeps_it(actor: Reader, changed: Connection) -> None:
    assert ADDRESS in actor("bureau").get("/batches/comparisons/1").text
    taken = actor("bureau").get(ADDRESS)
    assert taken.status_code == 200 and taken.headers["cache-control"] == "no-store"
    assert taken.headers["content-disposition"].startswith("attachment") and zipfile.is_zipfile(BytesIO(taken.content))
    act = changed.execute("SELECT actor, subject, details FROM ops.audit WHERE action = 'file_taken'").fetchall()
    assert [(row["actor"], row["subject"]["sha256"]) for row in act] == [
        ("王股长", hashlib.sha256(taken.content).hexdigest())]
    assert act[0]["details"]["file"] in taken.headers["content-disposition"]


@pytest.mark.parametrize("role", ["approver", "auditor", "data_engineer"])
def test_nobody_else_is_led_to_it_or_gets_it(reader: Reader, role: str) -> None:
    assert ADDRESS not in reader(role).get("/batches/comparisons/1").text
    assert reader(role).get(ADDRESS).status_code == 403


def test_a_comparison_that_was_made_again_has_no_workbook_of_its_own(actor: Reader, changed: Connection) -> None:
    columns = ("kind, dataset, period, made_at, state, reason, platform_version, digest, agreed, only_here, "
               "only_there, field_differs, on_the_way, sent, accepted, rejected, pending, stray_batches")
    changed.execute(f"INSERT INTO ops.reconciliation ({columns}) SELECT {columns} FROM ops.reconciliation "
                    "WHERE reconciliation_id = 1")
    assert actor("bureau").get(ADDRESS).status_code == 404
    assert ADDRESS not in actor("bureau").get("/batches/comparisons/1").text


def test_what_lies_outside_of_the_folder_is_not_handed_out(
    reader: Reader, furnished: Settings, tmp_path: Path
) -> None:
    (path,) = [each for each in furnished.folder("published").glob("2020-04/*.reconciliation.xlsx")
               if "app_account" in each.name]
    elsewhere = tmp_path / "elsewhere.xlsx"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)
    try:
        assert reader("bureau").get(ADDRESS).status_code == 404
    finally:
        path.unlink()
        elsewhere.rename(path)
