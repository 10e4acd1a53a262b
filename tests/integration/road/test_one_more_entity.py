"""A new sheet is one contract, one suite and one golden month: it is read, judged, loaded and remembered."""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from township_sync import project

DATA = Path(__file__).parent / "one_more_entity"
PLATFORM = "provincial_platform.openapi.yaml"
DEFINITIONS = ("config", "contracts", "expectations", "policies", "sql")


@pytest.fixture
def enlarged(open_folder: Path) -> Path:
    """The project's definitions with one more contract and one more suite, and nothing else."""
    root = open_folder / "project"
    for name in DEFINITIONS:
        shutil.copytree(project.root() / name, root / name)
    (root / "docs").mkdir()
    shutil.copy(project.root() / "docs" / PLATFORM, root / "docs" / PLATFORM)
    shutil.copy(DATA / "contract.yaml", root / "contracts" / "skill_contest.yaml")
    shutil.copy(DATA / "suite.yaml", root / "expectations" / "skill_contest.yaml")
    return root


def ask(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """`township-sync` with these words, on the enlarged definitions and a workspace beside them."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TOWNSHIP_SYNC_")}
    environment |= {"TOWNSHIP_SYNC_PROJECT": str(root), "TOWNSHIP_SYNC_WORKSPACE": str(root.parent / "workspace")}
    command = [sys.executable, "-m", "township_sync.cli", *words]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=240, check=False)


def test_two_files_make_a_sheet_known_from_intake_to_history(enlarged: Path, tmp_path: Path) -> None:
    answer, history = tmp_path / "answer.json", tmp_path / "history.json"
    ran = ask(enlarged, "run", "--inbox", str(DATA / "2020-05"), "--period", "2020-05", "--json", str(answer))
    assert ran.returncode == 0, ran.stderr
    [file] = json.loads(answer.read_text(encoding="utf-8"))["files"]
    assert (file["sheets"][0]["entity"], file["sheets"][0]["rows_accepted"]) == ("skill_contest", 1)
    assert [_told(file["file"], found) for found in file["findings"]] == _expected()
    asked = ask(enlarged, "as-of", "2020-05-31", "skill_contest", "--json", str(history))
    assert asked.returncode == 0, asked.stderr
    [thing] = json.loads(history.read_text(encoding="utf-8"))["things"]
    assert (thing["id_no"], thing["held_on"], thing["score"]) == ("…1239", "2020-05-14", "81")


def test_without_the_two_files_nobody_knows_the_sheet(enlarged: Path, tmp_path: Path) -> None:
    (enlarged / "contracts" / "skill_contest.yaml").unlink()
    (enlarged / "expectations" / "skill_contest.yaml").unlink()
    answer = tmp_path / "answer.json"
    ask(enlarged, "check", str(DATA / "2020-05"), "--period", "2020-05", "--json", str(answer))
    [file] = json.loads(answer.read_text(encoding="utf-8"))["files"]
    assert [found["slug"] for found in file["findings"]] == ["header_not_found"]


def _told(file: str, found: dict[str, str | int | None]) -> tuple[str, ...]:
    return tuple(str(value or "") for value in (found["slug"], file, found["sheet"], found["row"], found["column"]))


def _expected() -> list[tuple[str, ...]]:
    with (DATA / "expected.csv").open(encoding="utf-8") as lines:
        return [(r["slug"], r["file"], r["sheet"], r["row"], r["column"]) for r in csv.DictReader(lines)]
