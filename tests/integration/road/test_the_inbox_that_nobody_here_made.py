"""Two months that nobody in this project made, and a clean one, judged by a scorer that nobody here wrote."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from township_sync.domain.masking import refuse_whole_numbers

ROOT = Path(__file__).resolve().parents[3]
SHARED = ROOT.parent / "shared"
INBOX = SHARED / "data" / "inbox"
A_NUMBER_OF_A_PATTERN = "13800138000"  # the example that everybody types, in a rule's own definition
pytestmark = pytest.mark.skipif(not INBOX.is_dir(), reason="the shared inbox is not on this machine")


def findings(inbox: Path, answer: Path, *options: str) -> int:
    command = [sys.executable, "-m", "township_sync.cli", "check", str(inbox), "--json", str(answer), *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode


@pytest.mark.parametrize(("month", "before"), [("2020-05", None), ("2020-06", "2020-05")])
def test_every_planted_fault_is_found_and_none_is_invented(month: str, before: str | None, tmp_path: Path) -> None:
    answer = tmp_path / "findings.json"
    options = ["--previous", str(INBOX / before)] if before else []
    assert findings(INBOX / month, answer, "--docs", str(tmp_path / "docs"), *options) == 1
    scorer, truth = SHARED / "tools" / "score_inbox.py", INBOX / f"{month}.truth.json"
    scored = subprocess.run(
        [sys.executable, scorer, truth, answer, "--counts", "--columns", "--recall", "1", "--precision", "1"],
        capture_output=True, text=True, check=False,
    )
    assert scored.returncode == 0, scored.stdout
    pages = [path.read_text(encoding="utf-8") for path in (tmp_path / "docs" / month).iterdir()]
    assert len(pages) > 100
    for text in pages:
        refuse_whole_numbers(text.replace(A_NUMBER_OF_A_PATTERN, ""), "the pages about the month's quality")


def test_a_clean_month_has_no_finding(tmp_path: Path) -> None:
    answer = tmp_path / "findings.json"
    assert findings(INBOX / "clean" / "2020-05", answer, "--period", "2020-05") == 0
    assert [found for file in json.loads(answer.read_text())["files"] for found in file["findings"]] == []
