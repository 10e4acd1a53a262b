"""Scoring the demo: what was planted and found, what was invented."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from township_sync.orchestration.score import Place, score

FILE = "430981114/五月.xlsx"


def _truth(folder: Path, *findings: dict[str, Any], **more: Any) -> Path:
    data = b"workbook"
    (folder / "inbox/430981114").mkdir(parents=True)
    (folder / "inbox" / FILE).write_bytes(data)
    entry = {"file": FILE, "sha256": hashlib.sha256(data).hexdigest(), "findings": list(findings), **more}
    path = folder / "truth.json"
    path.write_text(json.dumps({"files": [entry]}, ensure_ascii=False), encoding="utf-8")
    return path


def _planted(slug: str, row: int | None, expect: str = "must_find") -> dict[str, Any]:
    return {"slug": slug, "sheet": "Sheet1", "row": row, "expect": expect}


@pytest.fixture
def slugs() -> dict[str, str]:
    """One slug of each kind of scope that is compared differently."""
    from township_sync.domain.finding import rules

    by_scope = {rule.scope: slug for slug, rule in rules().items()}
    return {scope: by_scope[scope] for scope in ("file", "sheet", "cell")}  # type: ignore[index]


def test_a_finding_counts_by_file_slug_sheet_and_row(tmp_path: Path, slugs: dict[str, str]) -> None:
    truth = _truth(tmp_path, _planted(slugs["cell"], 5), _planted(slugs["cell"], 6))
    found = score(truth, tmp_path / "inbox", [(FILE, slugs["cell"], "Sheet1", 5), (FILE, slugs["cell"], "Sheet1", 7)])
    assert (found.planted, found.found) == (2, 1)
    assert found.missed == ((FILE, slugs["cell"], "Sheet1", 6),)
    assert found.invented == ((FILE, slugs["cell"], "Sheet1", 7),)


def test_a_finding_about_a_sheet_or_file_has_no_row_to_compare(tmp_path: Path, slugs: dict[str, str]) -> None:
    truth = _truth(tmp_path, _planted(slugs["sheet"], None), _planted(slugs["file"], None))
    given: list[Place] = [(FILE, slugs["sheet"], "Sheet1", 3), (FILE, slugs["file"], None, None)]
    found = score(truth, tmp_path / "inbox", given)
    assert (found.found, found.missed, found.invented) == (2, (), ())


def test_a_tolerated_by_product_is_neither_planted_nor_invented(tmp_path: Path, slugs: dict[str, str]) -> None:
    truth = _truth(tmp_path, _planted(slugs["cell"], 5, "may_find"))
    found = score(truth, tmp_path / "inbox", [(FILE, slugs["cell"], "Sheet1", 5)])
    assert (found.planted, found.found, found.invented) == (0, 0, ())


def test_equal_findings_are_counted(tmp_path: Path, slugs: dict[str, str]) -> None:
    truth = _truth(tmp_path, _planted(slugs["cell"], 5), _planted(slugs["cell"], 5))
    found = score(truth, tmp_path / "inbox", [(FILE, slugs["cell"], "Sheet1", 5)])
    assert (found.planted, found.found, len(found.missed)) == (2, 1, 1)


def test_a_file_changed_by_hand_is_not_compared(tmp_path: Path, slugs: dict[str, str]) -> None:
    truth = _truth(tmp_path, _planted(slugs["cell"], 5))
    (tmp_path / "inbox" / FILE).write_bytes(b"changed")
    found = score(truth, tmp_path / "inbox", [(FILE, slugs["cell"], "Sheet1", 9)])
    assert (found.planted, found.invented, found.changed) == (0, (), (FILE,))
