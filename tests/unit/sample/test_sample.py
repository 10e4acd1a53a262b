"""The sample maker: the same from the same seed, valid and invented, each month going on where the last one ended."""

import hashlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from township_sync.domain.contract import code_set, contract
from township_sync.domain.identity import is_good_id
from township_sync.domain.period import Month
from township_sync.domain.unit import units
from township_sync.errors import UsageError
from township_sync.sandbox.sample import make_sample
from township_sync.sandbox.sample.rows import ENTITIES
from township_sync.sandbox.sample.truth import Truths
from township_sync.sandbox.sample.words import habits

Made = tuple[Path, Truths]
Grids = Callable[[Path, str], dict[str, list[list[Any]]]]
PROMISED = {
    "one_person_many_accounts", "one_account_many_persons", "staff_phone_shared", "recruiter_incomplete",
    "recruiter_not_verified", "recruiter_untrue", "id_no_numeric_cell", "id_no_check_character", "id_no_length",
    "id_no_birth_date_impossible", "claimed_by_two_townships", "id_shared_by_two_names", "duplicate_row_in_sheet",
    "duplicate_key_in_sheet", "employed_without_start_date", "employed_with_missing_details",
    "unemployed_with_employer",
    "paid_without_attendance", "person_in_two_active_posts", "post_age_out_of_limit", "off_post_without_date",
    "job_post_expired", "wage_range_inverted", "headcount_not_positive", "uscc_check_character", "code_unknown",
    "required_value_missing", "date_impossible", "amount_in_wan", "sex_contradicts_id", "mobile_invalid",
    "hidden_rows_read", "note_row_skipped", "total_row_skipped", "unknown_column", "unreadable_file",
    "identical_file_again", "superseded_by_later_file",
}


def _hashes(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in folder.rglob("*") if path.is_file()}


def test_the_same_seed_gives_the_same_bytes(made: Made, tmp_path: Path) -> None:
    make_sample(tmp_path, seed=5, months=(Month(2020, 5), Month(2020, 6)), people=700)
    assert _hashes(tmp_path) == _hashes(made[0])


def test_another_seed_gives_other_files_of_the_same_names(made: Made, tmp_path: Path) -> None:
    make_sample(tmp_path, seed=6, months=(Month(2020, 5),), people=700)
    other, first = _hashes(tmp_path), _hashes(made[0])
    assert all(name in first and first[name] != other[name] for name in other)


def test_every_promised_fault_is_in_the_truth_of_every_month(made: Made) -> None:
    for period in made[1].periods:
        assert not PROMISED - set(made[1].planted(period))


def test_what_comparing_with_last_month_shows_is_in_the_second_months_truth_only(made: Made) -> None:
    period_slugs = {"person_missing_this_month", "wage_jump_without_change_record"}
    assert not period_slugs & set(made[1].planted("2020-05"))
    assert not period_slugs - set(made[1].planted("2020-06"))


def test_all_fourteen_units_send_every_month(made: Made) -> None:
    for truth in made[1].periods.values():
        assert {entry["unit_code"] for entry in truth["files"]} == set(units()) == set(habits())


def test_every_file_of_the_truth_is_there_with_its_hash(made: Made) -> None:
    folder, truths = made
    for period, truth in truths.periods.items():
        for entry in truth["files"]:
            if ".zip/" not in entry["file"]:
                data = (folder / period / entry["file"]).read_bytes()
                assert hashlib.sha256(data).hexdigest() == entry["sha256"]


def test_a_clean_sample_holds_nothing_to_find(clean: Made) -> None:
    for truth in clean[1].periods.values():
        assert all(not entry["findings"] and entry["status"] == "accepted" for entry in truth["files"])


def _rows(folder: Path, truths: Truths, period: str, entity: str, grids: Grids) -> list[dict[str, Any]]:
    """Rows of a clean sample by header; the clean sample has one header row and nothing after the data."""
    found = []
    for entry in truths.periods[period]["files"]:
        for sheet in entry["sheets"]:
            if sheet["entity"] == entity:
                cells = grids(folder / period, entry["file"])[sheet["sheet"]][sheet["header_row"] - 1 :]
                found += [dict(zip(cells[0], row, strict=False)) | {"unit": entry["unit_code"]} for row in cells[1:]]
    return found


def test_every_id_is_good_unique_and_of_the_unassigned_area(clean: Made, grids: Grids) -> None:
    ids = [row["身份证号"] for row in _rows(*clean, "2020-05", "worker_employment", grids)]
    assert len(ids) == len(set(ids)) >= 700
    assert all(is_good_id(id_no) and id_no.startswith("439999") and not id_no.endswith("000") for id_no in ids)


def test_phones_are_invented_and_shared_by_nobody(clean: Made, grids: Grids) -> None:
    phones = [row["联系电话"] for row in _rows(*clean, "2020-05", "worker_employment", grids) if row["联系电话"]]
    assert len(phones) == len(set(phones)) > 500
    assert all(len(phone) == 11 and phone.startswith("199") for phone in phones)


@pytest.mark.parametrize("entity", ENTITIES)
def test_coded_cells_are_in_their_code_set_and_required_cells_filled(clean: Made, grids: Grids, entity: str) -> None:
    for row in _rows(*clean, "2020-06", entity, grids):
        for column in contract(entity).columns:
            value = row[column.header]
            assert value is not None or not column.required, (column.header, row)
            if column.codes and value is not None:
                assert code_set(column.codes).code_of(str(value)) is not None, (column.header, value)


def test_the_register_goes_on_where_last_month_ended(clean: Made, grids: Grids) -> None:
    may, june = (_rows(*clean, period, "worker_employment", grids) for period in ("2020-05", "2020-06"))
    left = {row["身份证号"] for row in may if row["变动类型"] == "减少"}
    joined = {row["身份证号"] for row in june if row["变动类型"] == "新增"}
    assert left and joined
    assert {row["身份证号"] for row in may} - left | joined == {row["身份证号"] for row in june}


def test_a_status_never_changes_without_its_record(clean: Made, grids: Grids) -> None:
    before = {row["身份证号"]: row for row in _rows(*clean, "2020-05", "worker_employment", grids)}
    changed = [row for row in _rows(*clean, "2020-06", "worker_employment", grids)
               if row["身份证号"] in before and row["就业状态"] != before[row["身份证号"]]["就业状态"]]
    assert changed and all(row["变动类型"] == "变更" for row in changed)


def _post(row: dict[str, Any]) -> tuple[str, str]:
    return row["身份证号"], row["岗位编号"]


def test_opening_and_in_and_out_of_the_posts_give_the_closing(clean: Made, grids: Grids) -> None:
    may, june = (_rows(*clean, period, "public_welfare_post", grids) for period in ("2020-05", "2020-06"))
    opening = {_post(row) for row in may if row["在岗状态"] == "在岗"}
    taken = {_post(row) for row in june if row["上岗日期"] >= "2020-06-01"}
    given_up = {_post(row) for row in june if row["在岗状态"] == "离岗" and row["离岗日期"] >= "2020-06-01"}
    assert taken and given_up and not taken & opening and given_up <= opening
    assert (opening | taken) - given_up == {_post(row) for row in june if row["在岗状态"] == "在岗"}


def test_one_household_holds_one_post_and_its_people_work_on_it(clean: Made, grids: Grids) -> None:
    workers = {row["身份证号"]: row for row in _rows(*clean, "2020-06", "worker_employment", grids)}
    active = [row for row in _rows(*clean, "2020-06", "public_welfare_post", grids) if row["在岗状态"] == "在岗"]
    assert max(Counter(row["户编号"] for row in active).values()) == 1
    assert all(workers[row["身份证号"]]["就业形式"] == "公益性岗位" for row in active)


def test_a_silent_unit_sends_nothing_and_is_not_compared(tmp_path: Path) -> None:
    months = (Month(2020, 4), Month(2020, 5), Month(2020, 6))
    truths = make_sample(tmp_path, seed=1, months=months, people=300, faults=False, silent=[("430981102", "2020-05")])
    assert not (tmp_path / "2020-05" / "430981102").exists()
    assert (tmp_path / "2020-06" / "430981102").exists()
    assert not truths.planted()


def test_too_few_people_for_the_faults_are_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="too few people"):
        make_sample(tmp_path, seed=1, months=(Month(2020, 5),), people=30)
