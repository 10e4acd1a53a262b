"""Which files and which rows of earlier months count when a month is judged."""

from typing import Any

import pytest

from golden.months import _accepted, _file
from township_sync.domain.period import Month
from township_sync.domain.table import ReadFile
from township_sync.steps.judge import judge

pytestmark = pytest.mark.usefixtures("remembering")
MAY = Month(2020, 5)
A, B = "430981114", "430981115"
SHARED = "19700101/101"
RISING = ("439999198101010000", "439999198101020000")
"""Numbers that a suite takes for counted up: the whole file is rejected."""


def sent(name: str, unit: str, *rows: dict[str, Any], n: int = 0, more: list[dict[str, Any]] | None = None) -> ReadFile:
    sheet = {"sheet": "就业", "entity": "worker_employment", "n": n, "rows": [dict(row) for row in rows]}
    return _file({"file": name, "unit": unit, "sheets": [sheet, *(more or [])]}, str(MAY), {})


def test_a_sheet_without_rows_replaces_nothing() -> None:
    posts = {"sheet": "招聘", "entity": "job_post", "rows": [{"row": 4}]}
    files = [sent("1.xlsx", A, {"row": 4}, {"row": 5}), sent("2.xlsx", A, more=[posts])]
    found = judge(files, MAY)
    assert set(found.fates.values()) == {"loaded"}
    assert not found.verdicts["1.xlsx"].entities_superseded
    assert "superseded_by_later_file" not in {finding.slug for finding in found.findings}


def test_a_file_whose_every_row_was_replaced_does_not_count_for_an_empty_sheet() -> None:
    empty = {"sheet": "招聘", "entity": "job_post", "rows": []}
    files = [sent("1.xlsx", A, {"row": 4}, more=[empty]), sent("2.xlsx", A, {"row": 4}, n=10)]
    verdicts = judge(files, MAY).verdicts
    assert (verdicts["1.xlsx"].is_current, verdicts["2.xlsx"].is_current) == (False, True)


def account(number: int, **more: str) -> dict[str, Any]:
    return {"row": number, "bind_id_no": more.get("id_no"), **more} if more else {"row": number}


def accounts(name: str, unit: str, *rows: dict[str, Any], n: int) -> ReadFile:
    sheet = {"sheet": "账号", "entity": "app_account", "n": n, "rows": list(rows)}
    return _file({"file": name, "unit": unit, "sheets": [sheet]}, str(MAY), {})


def doubted(*files: ReadFile) -> bool:
    """Whether B's account is taken for the second one of a person of whom A has another in force."""
    in_force = {"entity": "app_account", "unit": A, "n": 10, "rows": [account(4, id_no=SHARED)]}
    found = judge([*files, accounts("b.xlsx", B, account(4, id_no=SHARED), account(5), n=40)], MAY, None,
                  _accepted(in_force, {}))
    return ("b.xlsx", 4) in {(one.file, one.row) for one in found.findings if one.slug == "one_person_many_accounts"}


def test_what_a_unit_has_in_force_counts_while_it_sends_nothing_of_it() -> None:
    assert doubted()


def test_it_counts_when_the_suites_reject_the_file_or_its_sheet_is_empty() -> None:
    rejected = accounts("a.xlsx", A, account(4, id_no=RISING[0]), account(5, id_no=RISING[1]), n=80)
    assert judge([rejected], MAY).verdicts["a.xlsx"].status == "rejected"
    assert doubted(rejected)
    assert doubted(accounts("a.xlsx", A, n=80))


def test_it_does_not_count_beside_rows_that_the_unit_sends_now() -> None:
    assert not doubted(accounts("a.xlsx", A, account(4), n=80))
