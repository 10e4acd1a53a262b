"""Trace: one row's whole road, masked; whole cells only for the bureau and on record; no name stands in an address."""

import re
from typing import Any

import pytest
from httpx import Response

from integration.web.conftest import Reader
from integration.web.forms import submitted, text_of
from integration.web.furnished import APRIL, BLACK
from township_sync.domain.masking import mask_whole_numbers
from township_sync.warehouse.connect import Connection

PLACE = {"file": BLACK.file, "sheet": "表", "row": "4"}


def _found(asks: Any, place: dict[str, str] = PLACE) -> str:
    """Where the search leads."""
    answer: Response = submitted(asks, "/tracing", "/tracing", **place)
    assert answer.status_code == 303
    return answer.headers["location"]


def test_the_road_of_a_refused_row_leads_from_its_file_to_the_platforms_words(reader: Reader) -> None:
    answer = reader("auditor").get(_found(reader("auditor")))
    said = text_of(answer)
    for told in ("草尾镇", "已入库", "2020-04 r1", "省平台确认收到", "E302", "month-app_account-2020-04-r1-1"):
        assert told in said, told
    assert BLACK.rows[0]["id_no"] not in answer.text


def test_a_number_of_a_person_in_the_name_of_a_file_is_shown_masked_and_in_no_address(reader: Reader) -> None:
    assert (masked := mask_whole_numbers(APRIL.file)) != APRIL.file
    address = _found(reader("auditor"), PLACE | {"file": APRIL.file})
    assert re.fullmatch(r"/tracing/\d+/4", address)
    shown = reader("auditor").get(address)
    assert masked in shown.text
    assert APRIL.file not in shown.text and str(APRIL.rows[0]["id_no"]) not in shown.text


def test_a_place_is_traced_in_its_month(reader: Reader) -> None:
    found = submitted(reader("auditor"), "/tracing", "/tracing", **PLACE, period="2020-04")
    assert found.headers["location"] == _found(reader("auditor"))
    assert submitted(reader("auditor"), "/tracing", "/tracing", **PLACE, period="2020-05").status_code == 404


def test_whole_cells_are_shown_to_the_bureau_and_kept_on_record(actor: Reader, changed: Connection) -> None:
    address = _found(actor("bureau"))
    shown = submitted(actor("bureau"), address, f"{address}/whole")
    assert str(BLACK.rows[0]["id_no"]) in shown.text
    acts = changed.execute("SELECT actor FROM ops.audit WHERE action = 'personal_data_viewed'").fetchall()
    assert [row["actor"] for row in acts] == ["王股长"]


def test_a_place_where_nothing_was_read_is_said(reader: Reader) -> None:
    client = reader("auditor")
    for nowhere in (submitted(client, "/tracing", "/tracing", file="x", sheet="y", row="4"),
                    client.get("/tracing/999999/4")):
        assert nowhere.status_code == 404 and "没有读到过这一行" in nowhere.text
    assert "查找" in text_of(client.get("/tracing"))


@pytest.mark.parametrize("page", ["/batches/1", "/pairs/1", "/pairs/2"])
def test_pages_lead_to_the_row_without_its_files_name(reader: Reader, page: str) -> None:
    shown = reader("auditor").get(page).text
    (address, *_) = re.findall(r'href="(/tracing/\d+/\d+)"', shown)
    assert reader("auditor").get(address).status_code == 200 and not re.search(r"\d{17}", shown)
