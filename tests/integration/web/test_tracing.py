"""Trace: one row's whole road, masked; whole cells only for the bureau and on record."""

from integration.web.conftest import Reader
from integration.web.forms import submitted, text_of
from integration.web.furnished import BLACK
from township_sync.warehouse.connect import Connection

PLACE = f"file={BLACK.file}&sheet=表&row=4"


def test_the_road_of_a_refused_row_leads_from_its_file_to_the_platforms_words(reader: Reader) -> None:
    answer = reader("auditor").get(f"/tracing?{PLACE}")
    said = text_of(answer)
    for told in ("草尾镇", "已入库", "2020-04 r1", "省平台确认收到", "E302", "month-app_account-2020-04-r1-1"):
        assert told in said, told
    assert BLACK.rows[0]["id_no"] not in answer.text


def test_whole_cells_are_shown_to_the_bureau_and_kept_on_record(actor: Reader, changed: Connection) -> None:
    shown = submitted(actor("bureau"), f"/tracing?{PLACE}", "/tracing/whole", file=BLACK.file, sheet="表", row="4")
    assert str(BLACK.rows[0]["id_no"]) in shown.text
    acts = changed.execute("SELECT actor FROM ops.audit WHERE action = 'personal_data_viewed'").fetchall()
    assert [row["actor"] for row in acts] == ["王股长"]


def test_a_place_where_nothing_was_read_is_said(reader: Reader) -> None:
    nowhere = reader("auditor").get("/tracing?file=x&sheet=y&row=4")
    assert nowhere.status_code == 404 and "没有读到过这一行" in nowhere.text
    assert "查找" in text_of(reader("auditor").get("/tracing"))
    assert reader("auditor").get("/tracing?file=x%00&sheet=y&row=4").status_code == 404
