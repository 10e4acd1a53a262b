"""What the demo's townships hand in: only what is new or changed, and never two sources in one warehouse."""

import os
from pathlib import Path

import pytest

from township_sync.domain.period import Month
from township_sync.errors import UsageError
from township_sync.orchestration.demo_source import SAMPLE_SEED, hand_in, inbox_source, workspace_for
from township_sync.settings import Settings

MAY = Month(2020, 5)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    file = tmp_path / "2020-05" / "430981114" / "五月.xlsx"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"first")
    return tmp_path / "2020-05"


def test_a_second_hand_in_hands_in_nothing(inbox: Path, tmp_path: Path) -> None:
    source = inbox_source(inbox, None)
    assert hand_in(source, MAY, tmp_path / "portal") == 1
    assert hand_in(source, MAY, tmp_path / "portal") == 0
    assert (tmp_path / "portal/2020-05/430981114/五月.xlsx").read_bytes() == b"first"


def test_a_changed_workbook_is_handed_in_again(inbox: Path, tmp_path: Path) -> None:
    source = inbox_source(inbox, "2020-05")
    hand_in(source, MAY, tmp_path / "portal")
    changed = inbox / "430981114" / "五月.xlsx"
    stamp = changed.stat().st_mtime_ns
    changed.write_bytes(b"other")
    os.utime(changed, ns=(stamp, stamp))
    assert hand_in(source, MAY, tmp_path / "portal") == 1
    assert (tmp_path / "portal/2020-05/430981114/五月.xlsx").read_bytes() == b"other"


def test_the_month_is_the_folders_name_or_said(inbox: Path) -> None:
    assert list(inbox_source(inbox, None).folders) == [MAY]
    assert list(inbox_source(inbox, "2021-01").folders) == [Month(2021, 1)]
    with pytest.raises(UsageError, match="no month"):
        inbox_source(inbox / "430981114", None)
    with pytest.raises(UsageError, match="no folder"):
        inbox_source(inbox / "nothing", None)


def test_the_truth_lies_beside_the_folder(inbox: Path) -> None:
    assert inbox_source(inbox, None).truth(MAY) is None
    (inbox.parent / "2020-05.truth.json").write_text("{}")
    assert inbox_source(inbox, None).truth(MAY) == inbox.parent / "2020-05.truth.json"


def test_people_of_two_sources_never_meet_in_one_warehouse(inbox: Path, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "workspace", {})
    chosen = [workspace_for(settings, None, SAMPLE_SEED), workspace_for(settings, None, 7),
              workspace_for(settings, inbox, SAMPLE_SEED), workspace_for(settings, inbox.parent, SAMPLE_SEED)]
    assert chosen[0] == settings.workspace
    assert len(set(chosen)) == 4
    assert workspace_for(settings, inbox, SAMPLE_SEED) == chosen[2]
