"""Months: how complete each is, and who closed it why."""

from integration.web.conftest import Reader
from integration.web.forms import submitted, text_of
from township_sync.warehouse.connect import Connection


def _acts(connection: Connection) -> list[tuple[str, str, str]]:
    found = connection.execute("SELECT act, person, because FROM ops.period_act ORDER BY act_id")
    return [(row["act"], row["person"], row["because"]) for row in found]


def test_every_month_is_shown_with_its_rates(reader: Reader) -> None:
    said = text_of(reader("auditor").get("/months"))
    assert "2020-05 未结账" in said and "2020-04 未结账" in said and "100.0%" in said


def test_a_month_is_closed_and_opened_again_with_a_reason(actor: Reader, changed: Connection) -> None:
    path = "/months/2020-04"
    bare = submitted(actor("bureau"), path, f"{path}/close")
    assert bare.status_code == 400 and "请写明理由" in bare.text and _acts(changed) == []
    done = submitted(actor("bureau"), path, f"{path}/close", because="已核对")
    assert done.status_code == 303 and "王股长于" in text_of(actor("auditor").get(path))
    reopened = submitted(actor("bureau"), path, f"{path}/reopen", because="漏报一镇")
    assert reopened.status_code == 303
    assert _acts(changed) == [("closed", "王股长", "已核对"), ("reopened", "王股长", "漏报一镇")]


def test_what_is_missing_of_a_month_is_named(reader: Reader) -> None:
    said = text_of(reader("auditor").get("/months/2020-05"))
    assert "琼湖街道 ：劳动力就业信息" in said and "只有本局经办人可以结账" in said
    assert reader("auditor").get("/months/2019-01").status_code == 404
