"""The whole road in one process, with real parts: walked once, walked again, and walked after one cell was changed."""

import importlib.util
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from integration.conftest import ANY_CLOCK
from township_sync.domain.period import Month
from township_sync.sandbox.sample import make_sample
from township_sync.sandbox.sample.correction import plant_correction
from township_sync.settings import Settings
from township_sync.steps.audit import verify
from township_sync.steps.check import as_json, check
from township_sync.steps.walk import Walked, walk
from township_sync.warehouse.audit_rows import listed
from township_sync.warehouse.questions import asked
from township_sync.warehouse.summary import approvals, standings

MONTH = Month(2020, 6)
NOW = datetime(2020, 7, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Road:
    """An inbox, the workspace it is walked in, and what the first walk said."""

    settings: Settings
    sample: Path
    first: Walked

    @property
    def inbox(self) -> Path:
        return self.sample / str(MONTH)

    def again(self) -> Walked:
        return walk(self.settings, self.inbox, MONTH, NOW)

    def ledger(self) -> tuple[int, int, int]:
        """Rows received, rows applied, messages: counted from outside."""
        with sqlite3.connect(self.settings.workspace / "sandbox/platform.sqlite") as platform:
            received, applied = (platform.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                                 for table in ("received", "applied"))
        return received, applied, len(list((self.settings.workspace / "sandbox/mail").glob("*.eml")))


@pytest.fixture(scope="module")
def road(open_folders: Path) -> Iterator[Road]:
    sample, workspace = open_folders / "sample", open_folders / "road"
    make_sample(sample, seed=5, months=[MONTH], people=420)
    settings = Settings(workspace, {"TOWNSHIP_SYNC_POSTGRES_OPTIONS": "-c fsync=off", **ANY_CLOCK})
    yield Road(settings, sample, walk(settings, sample / str(MONTH), MONTH, NOW))


def audit(workspace: Path) -> int:
    spec = importlib.util.spec_from_file_location("audit", ROOT / "scripts/audit_exactly_once.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return int(module.main(workspace))


def test_the_first_walk_sends_every_row_once_and_tells_every_township_once(road: Road) -> None:
    received, applied, messages = road.ledger()
    assert received == road.first.figures["rows_sent"] == applied > 300
    assert messages == 14
    assert audit(road.settings.workspace) == 0


def test_at_the_end_of_the_walk_ours_and_the_platforms_records_agree_row_by_row(road: Road) -> None:
    with asked(road.settings) as connection:
        found = standings(connection)
        assert [(each.person, each.publications > 3) for each in approvals(connection)] == [("automatic", True)]
    assert {(each.state, each.only_here + each.only_there + each.field_differs) for each in found} == {("balanced", 0)}
    assert sum(each.agreed for each in found) == road.first.figures["rows_agreed"] > 300


def test_the_road_says_what_the_offline_check_says(road: Road) -> None:
    files, judgement = check([road.inbox], MONTH)
    offline = {file["file"]: file for file in as_json(files, judgement)["files"]}
    walked = {file["file"]: file for file in road.first.answer["files"]}
    shared = offline.keys() & walked.keys()
    assert len(shared) >= 14
    assert {name: walked[name]["findings"] for name in shared} == {name: offline[name]["findings"] for name in shared}


def test_walking_again_changes_nothing_and_sends_nothing(road: Road) -> None:
    before = road.ledger()
    again = road.again()
    assert (again.figures["received"], again.figures["changes"], again.figures["rows_sent"]) == (0, 0, 0)
    assert road.ledger() == before


def test_what_was_done_is_on_record_without_a_value_of_anybody(road: Road) -> None:
    with asked(road.settings) as connection:
        told = "".join(act.told for act in listed(connection, None, None))
        # Acts are of townships, publications and batches, never of rows: far fewer of them than rows were sent.
        acts = verify(connection, road.settings).rows
        assert acts == told.count('"previous_hash"') < road.first.figures["rows_sent"] / 5
        persons = connection.execute("SELECT person_name, id_no, mobile FROM stage.worker_employment").fetchall()
    canaries = {value for person in persons for value in person.values() if value and len(value) > 1}
    assert len(canaries) > 300 and not [value for value in canaries if value in told]
    for act in ("publication_made", "attempt_begun", "receipts_applied", "batch_closed", "report_sent"):
        assert f'"action":"{act}"' in told


def test_one_changed_cell_sends_exactly_one_row(road: Road) -> None:
    received, applied, messages = road.ledger()
    planted = plant_correction(road.sample, MONTH)
    try:
        corrected = road.again()
    finally:
        planted.path.unlink()
    assert corrected.figures["rows_sent"] == 1
    assert road.ledger() == (received + 1, applied + 1, messages + 1)
    assert audit(road.settings.workspace) == 0
