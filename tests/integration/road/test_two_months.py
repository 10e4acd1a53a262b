"""Two months loaded one after the other, by the very functions that the DAGs' tasks call: the warehouse says what the
offline check says, finding by finding, also after every township has sent a second, corrected version."""

import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from township_sync.domain.finding import rules
from township_sync.domain.judgement import AcceptedRow
from township_sync.domain.period import Month
from township_sync.sandbox.sample import make_sample
from township_sync.settings import Settings
from township_sync.steps import month
from township_sync.steps.check import as_json
from township_sync.steps.judge import accepted_rows, judge
from township_sync.steps.read import read_inbox
from township_sync.warehouse.connect import Connection, connect
from township_sync.warehouse.reports import unit_states

MAY, JUNE = Month(2020, 5), Month(2020, 6)
NOW = datetime(2020, 7, 2, 1, tzinfo=UTC)
SEED, PEOPLE = 7, 600
UNITS = {"430981107", "430981114", "430981115"}
Found = tuple[str, str, str | None, int | None, str | None, str | None]
"""(file, slug, sheet, row, column, value)"""


@dataclass
class Bureau:
    """A drop folder into which months are put, and the warehouse that they are loaded into."""

    settings: Settings
    connection: Connection
    drop: Path
    hours: int = 0

    def load(self, period: Month) -> month.Loaded:
        """What an hour of the DAGs does: ask everybody, read what came, judge and merge the month."""
        self.hours += 1
        now = NOW + timedelta(hours=self.hours)
        month.receive_all(self.settings, self.connection, now)
        for unit_code in month.units_to_read(self.connection, period):
            month.read_pending(self.settings, self.connection, unit_code, period)
        return month.load_month(self.settings, self.connection, period, now)

    def open(self, period: Month) -> Counter[Found]:
        found = self.connection.execute(
            'SELECT file, slug, sheet, "row", "column", value FROM ops.finding '
            "WHERE period = %s AND closed_at IS NULL", [str(period)])
        return Counter((one["file"], one["slug"], one["sheet"], one["row"], one["column"], one["value"])
                       for one in found)


def offline(
    inbox: Path, period: Month, before: Sequence[AcceptedRow] | None
) -> tuple[Counter[Found], list[AcceptedRow]]:
    """What `check --json` says of a folder, and the rows that it accepts."""
    files = read_inbox(inbox, period)
    judgement = judge(files, period, before)
    answer = as_json(files, judgement)
    said = Counter((file["file"], found["slug"], found["sheet"], found["row"], found["column"], found["value"])
                   for file in answer["files"] for found in file["findings"])
    return said, accepted_rows(files, judgement)


def sample_of_some(folder: Path, **options: Any) -> Path:
    """Two months of a few townships: enough to meet across units, and quick to read."""
    make_sample(folder, seed=SEED, months=[MAY, JUNE], people=PEOPLE, **options)
    for period in (MAY, JUNE):
        for unit in (folder / str(period)).iterdir():
            if unit.name not in UNITS:
                shutil.rmtree(unit)
    return folder


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    return sample_of_some(tmp_path / "sample")


@pytest.fixture
def bureau(postgres_settings: Settings, sample: Path, tmp_path: Path) -> Iterator[Bureau]:
    drop = tmp_path / "drop"
    for period in (MAY, JUNE):
        shutil.copytree(sample / str(period), drop / str(period))
    more = {"TOWNSHIP_SYNC_CHANNEL": "folder", "TOWNSHIP_SYNC_DROP_FOLDER": str(drop)}
    settings = replace(postgres_settings, environment={**postgres_settings.environment, **more})
    with connect(settings) as connection:
        yield Bureau(settings, connection, drop)


def test_the_warehouse_says_what_the_offline_check_says_and_a_second_version_leaves_what_remains(
    bureau: Bureau, sample: Path, tmp_path: Path
) -> None:
    may, june = bureau.load(MAY), bureau.load(JUNE)
    told = {one for state in unit_states(bureau.connection, MAY).values() for one in state.not_run}
    assert may.counts["rules_not_run"] and told == set(may.judgement.not_run)
    assert not [one for one in june.judgement.not_run if one.missing == "worker_employment"]
    said, accepted = offline(sample / str(MAY), MAY, None)
    assert bureau.open(MAY) == said
    assert bureau.open(JUNE) == offline(sample / str(JUNE), JUNE, accepted)[0]

    _correct_everything(bureau.drop / str(JUNE), tmp_path)
    corrected = bureau.load(JUNE)
    assert corrected.counts["held_aside"] == 0
    remaining = bureau.open(JUNE)
    assert remaining == offline(bureau.drop / str(JUNE), JUNE, accepted)[0]
    assert not {found for found in remaining if rules()[found[1]].severity == "reject_row"}, "all rows were mended"


def _correct_everything(inbox: Path, tmp_path: Path) -> None:
    """Beside each township's files the same month without a fault, in files that come later."""
    clean = sample_of_some(tmp_path / "clean", faults=False) / str(JUNE)
    for path in sorted(path for path in clean.rglob("*") if path.is_file()):
        shutil.copy(path, inbox / path.parent.name / f"（更正）{path.name}")
