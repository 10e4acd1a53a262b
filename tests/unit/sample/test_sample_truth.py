"""The truth points at the planted cells: every file is read back and looked at there."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from township_sync.domain.contract import contract
from township_sync.domain.identity import ID_CHECK_CHARACTERS, birth_date, id_check_character, is_good_id
from township_sync.sandbox.sample.truth import Truths

Made = tuple[Path, Truths]
Grids = Callable[[Path, str], dict[str, list[list[Any]]]]
Place = tuple[dict[str, Any], dict[str, Any], dict[str, Any]]  # file entry, finding, cells by field
ASCII = {ord(full): chr(ord(full) - 0xFEE0) for full in "０１２３４５６７８９Ｘ"}


@pytest.fixture(scope="module")
def places(made: Made, grids: Grids) -> dict[str, list[Place]]:
    """Every finding of a row that must be made, with the cells of its row, by slug."""
    found: dict[str, list[Place]] = {}
    for period, truth in made[1].periods.items():
        for entry in truth["files"]:
            if not entry["tolerate_all"]:
                for finding, cells in _places(made[0] / period, entry, grids):
                    found.setdefault(finding["slug"], []).append((entry, finding, cells))
    return found


def _places(folder: Path, entry: dict[str, Any], grids: Grids) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    pages, sheets = grids(folder, entry["file"]), {sheet["sheet"]: sheet for sheet in entry["sheets"]}
    for finding in entry["findings"]:
        if finding["row"] is not None and finding["expect"] == "must_find":
            sheet = sheets[finding["sheet"]]
            yield finding, _by_field(pages[finding["sheet"]], sheet, finding["row"])


def _by_field(page: list[list[Any]], sheet: dict[str, Any], number: int) -> dict[str, Any]:
    """The cells of a row by contract field; above a two-row header the upper row fills the gaps of the lower."""
    header = page[sheet["header_row"] - 1]
    upper = page[sheet["header_row"] - 2]
    texts = [low or high for low, high in zip(header, upper + [None] * len(header), strict=False)]
    fields = [contract(sheet["entity"]).field_of_header(str(text)) for text in texts]
    cells: dict[str, Any] = {"first": next((cell for cell in page[number - 1] if cell is not None), None)}
    return cells | {field: cell for field, cell in zip(fields, page[number - 1], strict=False) if field}


def test_counts_are_those_of_the_rows_between_header_and_end(made: Made, grids: Grids) -> None:
    for period, truth in made[1].periods.items():
        for entry in truth["files"]:
            for sheet in entry["sheets"]:
                page = grids(made[0] / period, entry["file"])[sheet["sheet"]]
                filled = [row for row in page[sheet["header_row"] :] if any(cell is not None for cell in row)]
                assert len(filled) == sheet["rows_read"] + sheet["rows_skipped"], (entry["file"], sheet["sheet"])


def test_numeric_ids_are_numbers_in_the_file(places: dict[str, list[Place]]) -> None:
    assert all(isinstance(cells["id_no"], int | float) for _, _, cells in places["id_no_numeric_cell"])


def test_wrong_check_characters_are_wrong_and_nothing_else_is(places: dict[str, list[Place]]) -> None:
    for _, _, cells in places["id_no_check_character"]:
        id_no = str(cells["id_no"]).translate(ASCII)
        assert len(id_no) == 18 and birth_date(id_no) and id_no[17] in ID_CHECK_CHARACTERS
        assert id_check_character(id_no[:17]) != id_no[17]


def test_short_ids_are_short_and_impossible_dates_are_impossible(places: dict[str, list[Place]]) -> None:
    assert all(len(cells["id_no"]) == 17 for _, _, cells in places["id_no_length"])
    for slug in ("id_no_birth_date_impossible",):
        assert all(birth_date(str(cells["id_no"]).translate(ASCII)) is None for _, _, cells in places[slug])
    assert all("-02-30" in cells["start_date"] for _, _, cells in places["date_impossible"])


def test_missing_cells_are_empty(places: dict[str, list[Place]]) -> None:
    for entry, finding, cells in places["required_value_missing"]:
        entity = next(sheet["entity"] for sheet in entry["sheets"] if sheet["sheet"] == finding["sheet"])
        field = contract(entity).field_of_header(finding["column"])
        assert field and cells[field] is None
    assert all(cells["start_date"] is None for _, _, cells in places["employed_without_start_date"])
    assert all(cells["work_region"] is None for _, _, cells in places["employed_with_missing_details"])
    assert all(cells["off_date"] is None for _, _, cells in places["off_post_without_date"])


def test_incomplete_recruiters_name_what_is_missing(places: dict[str, list[Place]]) -> None:
    named = {tuple(finding["missing"]) for _, finding, _ in places["recruiter_incomplete"]}
    assert named == {("地区",), ("联系人", "电话"), ("电话",)}
    for _, finding, cells in places["recruiter_incomplete"]:
        for header in finding["missing"]:
            field = contract("recruiter").field_of_header(header)
            assert field and cells[field] in (None, "1990")


def test_persons_claimed_twice_stand_in_two_units(places: dict[str, list[Place]]) -> None:
    claims = {(entry["period"], str(cells["id_no"]).translate(ASCII), entry["unit_code"])
              for entry, _, cells in places["claimed_by_two_townships"]}
    persons = {claim[:2] for claim in claims}
    assert persons and len(claims) == 2 * len(persons)


@pytest.mark.parametrize("slug", ["duplicate_row_in_sheet", "duplicate_key_in_sheet", "id_shared_by_two_names"])
def test_twins_share_their_id_within_one_sheet(places: dict[str, list[Place]], slug: str) -> None:
    by_id: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for entry, _, cells in places[slug]:
        by_id.setdefault((entry["file"], str(cells["id_no"]).translate(ASCII)), []).append(cells)
    for pair in by_id.values():
        assert len(pair) == 2
        differing = {field for field in pair[0] if pair[0][field] != pair[1][field]} - {"row_no", "first"}
        assert bool(differing) == (slug != "duplicate_row_in_sheet")
        assert ("person_name" in differing) == (slug == "id_shared_by_two_names")


def test_account_faults_are_visible_in_the_accounts(places: dict[str, list[Place]]) -> None:
    many: dict[tuple[str, str], set[str]] = {}
    for entry, _, cells in places["one_person_many_accounts"]:
        many.setdefault((entry["period"], str(cells["id_no"]).translate(ASCII)), set()).add(cells["account"])
    shared: dict[tuple[str, str], set[str]] = {}
    for entry, _, cells in places["one_account_many_persons"]:
        shared.setdefault((entry["period"], cells["account"]), set()).add(str(cells["id_no"]))
    assert all(len(accounts) == 2 for accounts in many.values())
    assert all(len(persons) == 2 for persons in shared.values())


def test_totals_and_notes_lie_where_the_truth_says(places: dict[str, list[Place]]) -> None:
    assert all(cells["first"] == "合计" for _, _, cells in places["total_row_skipped"])
    assert all(str(cells["first"])[:2] in ("备注", "说明", "负责") for _, _, cells in places["note_row_skipped"])


def test_a_corrected_report_comes_after_the_first_in_byte_order(made: Made) -> None:
    for truth in made[1].periods.values():
        names = [entry["file"] for entry in truth["files"] if entry["unit_code"] == "430981114"]
        assert len(names) == 2 and names == sorted(names, key=str.encode)
        first, second = (next(e for e in truth["files"] if e["file"] == name) for name in names)
        assert first["findings"][0]["slug"] == "superseded_by_later_file" and second["check_counts"]


def test_rows_without_a_finding_on_their_id_have_good_ids(made: Made, grids: Grids) -> None:
    for period, truth in made[1].periods.items():
        for entry in truth["files"]:
            pages = grids(made[0] / period, entry["file"]) if entry["check_counts"] else {}
            for sheet in entry["sheets"] if pages else []:
                spoiled = {finding["row"] for finding in entry["findings"] if (finding["slug"]).startswith("id_no")
                           and finding["sheet"] == sheet["sheet"]}
                if "id_no" in contract(sheet["entity"]).by_field:
                    _all_good(pages[sheet["sheet"]], sheet, spoiled)


def _all_good(page: list[list[Any]], sheet: dict[str, Any], spoiled: set[int]) -> None:
    for number in range(sheet["first_data_row"], sheet["last_data_row"] + 1):
        id_no = _by_field(page, sheet, number).get("id_no")
        assert number in spoiled or id_no is None or is_good_id(str(id_no).translate(ASCII)), (sheet, number)
