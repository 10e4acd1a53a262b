"""The overview, a unit's page and what can be taken from it: the same facts that the warehouse has."""

import json
import re
from collections.abc import Iterator

import psycopg
import pytest
from fastapi.testclient import TestClient

from integration.web.conftest import Reader, board_of
from integration.web.forms import text_of
from integration.web.townships import MENDS, NOW, REFUSED, SILENT, WORKBOOK, take_months
from township_sync.settings import Settings
from township_sync.warehouse.audit import append
from township_sync.warehouse.board_findings import count_findings, rule_by_month
from township_sync.warehouse.connect import connect
from township_sync.warehouse.databases import with_database


@pytest.fixture(scope="module")
def settings(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    with psycopg.connect(with_database(postgres_server, "postgres"), autocommit=True) as server:
        server.execute("CREATE DATABASE board_units TEMPLATE warehouse STRATEGY FILE_COPY")
        dsn = with_database(postgres_server, "board_units")
        made = Settings(tmp_path_factory.mktemp("units"), {"TOWNSHIP_SYNC_DSN": dsn, "TOWNSHIP_SYNC_SECRET": "test"})
        with connect(made) as connection:
            take_months(connection, made)
        yield made
        server.execute("DROP DATABASE board_units WITH (FORCE)")


@pytest.fixture(scope="module")
def reader(settings: Settings) -> Reader:
    return board_of(settings, NOW)


@pytest.fixture(scope="module")
def auditor(reader: Reader) -> TestClient:
    return reader("auditor")


def light_of(page: str, unit: str, sheet: str) -> str:
    """The words of one light of the overview."""
    place = rf'href="/units/{unit}\?period=[\d-]+&amp;sheet={sheet}"'
    found = re.search(rf'<a class="light (\w+)" {place}>(.*?)</a>', page, re.S)
    assert found, f"no light of {unit} for {sheet}"
    return f"{found[1]} {re.sub('<[^>]+>', '', found[2]).strip()}"


def test_every_unit_shows_a_light_with_a_word_for_every_sheet(auditor: TestClient) -> None:
    page = auditor.get("/?period=2020-05").text
    assert light_of(page, MENDS, "app_account") == "fix 改 1"
    assert light_of(page, REFUSED, "app_account") == "bad 退"
    assert light_of(page, SILENT, "app_account") == "missing 缺"
    assert light_of(page, MENDS, "worker_employment") == "missing 缺"


def test_a_fault_that_was_mended_leaves_no_light_behind(auditor: TestClient) -> None:
    assert light_of(auditor.get("/?period=2020-04").text, MENDS, "app_account") == "good 齐"


def test_a_sheet_is_shown_by_month(auditor: TestClient) -> None:
    page = auditor.get("/?sheet=app_account").text
    assert re.findall(r'href="/\?period=(2020-\d\d)">', page)[-2:] == ["2020-04", "2020-05"]
    assert light_of(page, MENDS, "app_account") == "good 齐"


def test_only_units_with_one_light_are_shown(auditor: TestClient) -> None:
    shown = re.findall(r'<th scope="row"><a href="/units/(\d+)', auditor.get("/?period=2020-05&light=bad").text)
    assert shown == [REFUSED]


def test_units_are_found_by_another_of_their_names(auditor: TestClient) -> None:
    shown = re.findall(r'<th scope="row"><a href="/units/(\d+)', auditor.get("/?period=2020-05&unit=新湾镇政府").text)
    assert shown == [SILENT]


def test_words_that_nobody_knows_choose_nothing_else(auditor: TestClient) -> None:
    for query in ("period=1999-01", "sheet=nonsense", "light=purple", "lang=tlh"):
        assert auditor.get(f"/?{query}").status_code == 200
    assert "没有符合条件的单位" in auditor.get("/?unit=%3Cscript%3E").text
    assert "<script>" not in auditor.get("/?unit=%3Cscript%3E").text


def test_a_units_page_tells_what_to_mend_and_where(auditor: TestClient) -> None:
    said = text_of(auditor.get(f"/units/{MENDS}?period=2020-05"))
    assert "必填项没有填" in said and "第4行 · 姓名" in said
    assert "2020-06-20 09:00" in said, "times are those of Asia/Shanghai"
    assert "读取＝入库＋重复＋退回＋暂存＋被替换" in said


def test_findings_are_chosen_by_sheet_rule_and_state(auditor: TestClient) -> None:
    def places(query: str) -> list[str]:
        return re.findall(r"第(\d)行</span>", auditor.get(f"/units/{MENDS}?{query}").text)

    assert places("period=2020-05") == ["4", "5"]
    assert places("period=2020-05&slug=optional_value_unreadable") == ["5"]
    assert places("period=2020-05&sheet=app_account") == ["4", "5"]
    assert places("period=2020-05&sheet=training") == []
    assert "有隐藏或筛选的行" in auditor.get(f"/units/{MENDS}?period=2020-04&state=all").text
    assert "这个月没有要改或要核对的地方" in auditor.get(f"/units/{MENDS}?period=2020-04").text


def test_a_unit_that_nobody_knows_is_not_there(auditor: TestClient) -> None:
    assert auditor.get("/units/000000000").status_code == 404
    assert auditor.get(f"/units/{MENDS}/findings/nonsense").status_code == 400


def test_the_list_of_findings_opens_as_a_table_and_runs_no_formula(auditor: TestClient) -> None:
    answer = auditor.get(f"/units/{MENDS}/findings/2020-05")
    lines = answer.content.decode("utf-8").splitlines()
    assert lines[0].startswith("\ufeff规则,文件,工作表,行,列,问题,状态") and len(lines) == 3
    assert "attachment" in answer.headers["content-disposition"]
    assert ",'=开户日期," in answer.text and ",=" not in answer.text


def test_the_bureau_takes_the_workbook_and_others_the_masked_list_both_on_record(
    reader: Reader, settings: Settings
) -> None:
    path = f"/units/{MENDS}/workbooks/1/0"
    assert reader("bureau").get(path).content == WORKBOOK
    instead = reader("auditor").get(path)
    assert WORKBOOK not in instead.content and "必填项没有填" in instead.text
    with connect(settings) as connection:
        acts = connection.execute("SELECT actor, details FROM ops.audit WHERE action = 'file_taken' ORDER BY number")
        assert [(act["actor"], act["details"]["masked"]) for act in acts] == [("王股长", False), ("王股长", True)]


def test_a_workbook_is_taken_from_its_own_unit_only(reader: Reader) -> None:
    bureau = reader("bureau")
    for path in (f"/units/{REFUSED}/workbooks/1/0", f"/units/{MENDS}/workbooks/1/1", f"/units/{MENDS}/workbooks/2/0",
                 f"/units/{MENDS}/workbooks/1/{2**31 - 1}"):
        assert bureau.get(path).status_code == 404, path
    assert [bureau.get(f"/units/{MENDS}/workbooks/1/{place}").status_code for place in (-1, 10**12)] == [400, 400]


@pytest.mark.parametrize("changed", [{"path": "../outside.xlsx"}, {"sha256": "0" * 64}], ids=["elsewhere", "another"])
def test_only_the_file_that_was_made_for_the_unit_is_handed_out(
    reader: Reader, settings: Settings, changed: dict[str, str]
) -> None:
    (settings.workspace / "outside.xlsx").write_bytes(WORKBOOK)
    with connect(settings) as connection:
        kept = connection.execute("SELECT attachments -> 0 AS file FROM ops.report WHERE report_id = 1").fetchone()
        assert kept
        for file, status in ((kept["file"] | changed, 404), (kept["file"], 200)):
            connection.execute("UPDATE ops.report SET attachments = %s WHERE report_id = 1", [json.dumps([file])])
            assert reader("bureau").get(f"/units/{MENDS}/workbooks/1/0").status_code == status


def test_a_rules_page_counts_what_it_found_by_unit_and_month(auditor: TestClient) -> None:
    said = text_of(auditor.get("/rules/hidden_rows_read"))
    assert re.search(r"找到过 1 ", said) and re.search(r"待改待核 0 ", said) and "泗湖山镇" in said
    listed = auditor.get("/rules?period=2020-05&found_only=true").text
    assert re.findall(r'<th scope="row"><a href="/rules/(\w+)', listed)[0] in (
        "wrong_period", "required_value_missing", "optional_value_unreadable")
    assert auditor.get("/rules/nonsense").status_code == 404


def test_precision_counts_what_was_let_pass(settings: Settings, auditor: TestClient) -> None:
    with connect(settings) as connection, connection.transaction(force_rollback=True):
        waiver = connection.execute(
            "INSERT INTO ops.waiver (unit_code, slug, until, waived_by, waived_at, because, judgement_id) "
            "SELECT %s, 'hidden_rows_read', '2020-12-31', 'x', %s, 'y', max(judgement_id) FROM ops.judgement "
            "RETURNING waiver_id", (MENDS, NOW)).fetchone()
        assert waiver
        connection.execute("UPDATE ops.finding SET waiver_id = %(waiver_id)s WHERE slug = 'hidden_rows_read'", waiver)
        count_findings(connection, "2020-04")
        assert rule_by_month(connection, "hidden_rows_read")["2020-04"].precision == 0.0
        assert rule_by_month(connection, "required_value_missing")["2020-05"].precision == 1.0


def test_the_same_pages_speak_english(auditor: TestClient) -> None:
    page = auditor.get(f"/units/{MENDS}?period=2020-05&lang=en").text
    assert 'lang="en"' in page and "required value missing" in page and "row 4" in page
    assert re.search(r'href="/rules/\w+\?lang=en"', page), "links keep the language"


def test_auditors_read_the_record_of_acts_and_nobody_else_does(reader: Reader) -> None:
    reader("bureau").get(f"/units/{MENDS}/workbooks/1/0")
    said = text_of(reader("auditor").get("/acts?action=file_taken"))
    assert "下载文件" in said and "王股长" in said and "2020-06-20 09:00" in said
    assert 'href="/acts"' in reader("auditor").get("/").text
    for role in ("bureau", "data_engineer", "approver"):
        assert reader(role).get("/acts").status_code == 403
        assert 'href="/acts"' not in reader(role).get("/").text


def test_the_record_of_acts_goes_on_to_older_ones(auditor: TestClient, settings: Settings) -> None:
    with connect(settings) as connection, connection.transaction():
        for number in range(60):
            append(connection, "submission_read", NOW, {"submission_id": number}, files=1, rows=number)
    newest = auditor.get("/acts").text
    older = re.search(r'rel="next" href="([^"]+)"', newest)
    assert older and newest.count("<tr>") == 51
    pages = newest + auditor.get(older[1]).text
    numbers = [int(each) for each in re.findall(r'<td class="n">(\d+)</td>', pages)]
    assert numbers == sorted(set(numbers), reverse=True) and len(numbers) > 60
