"""Batches: three numbers, every publication, every batch with its tries, its receipts and its refused rows."""

from integration.web.conftest import Reader
from integration.web.forms import text_of


def test_the_three_numbers_and_the_publications_are_shown(reader: Reader) -> None:
    said = text_of(reader("auditor").get("/batches"))
    assert "三方数字" in said and "2020-04" in said and "已办结" in said and "待审批" in said


def test_the_publications_of_one_month_are_found(reader: Reader) -> None:
    assert "没有符合条件的上报文件" in text_of(reader("auditor").get("/batches?period=2019-01"))
    shown = reader("auditor").get("/batches?period=2020-04&state=settled").text
    assert shown.count("/batches/publications/") == 1


def test_a_batch_tells_its_tries_its_receipts_and_its_refused_rows_with_their_places(reader: Reader) -> None:
    said = text_of(reader("auditor").get("/batches/1"))
    assert "省平台确认收到" in said and "受理" in said and "430981114/" in said
    assert "没有被退回的行" not in said


def test_a_publication_lists_its_batches(reader: Reader) -> None:
    shown = reader("auditor").get("/batches/publications/1").text
    assert 'href="/batches/1"' in shown and "已办结" in shown


def test_a_comparison_tells_its_numbers_by_class_and_period(reader: Reader) -> None:
    said = text_of(reader("auditor").get("/batches/comparisons/1"))
    assert "我方文件行数" in said and "与基础库" in said


def test_what_is_not_there_is_said(reader: Reader) -> None:
    for path in ("/batches/999", "/batches/publications/999", "/batches/comparisons/999"):
        assert reader("auditor").get(path).status_code == 404
    for path in ("/batches?page=0", f"/batches/{10**20}", f"/pairs/{10**20}", f"/alerts/{10**20}"):
        assert reader("auditor").get(path).status_code == 400
