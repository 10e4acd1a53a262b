"""Both townships are told the same case number, and nothing of each other, in the letter and in the workbook."""

from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from io import BytesIO
from zipfile import ZipFile

import pytest

from integration.cases.claimants import CAOWEI, GONGHUA, MAY, Office, worker
from township_sync.settings import Settings
from township_sync.steps.notify import prepare_reports
from township_sync.warehouse.cases import cases, decide
from township_sync.warehouse.connect import Connection

NUMBER = "2020-05-0001"
OF_EACH = {CAOWEI: ("草尾", CAOWEI, "甲家村", "甲号", "五月.xlsx", worker(CAOWEI, 1)["mobile"]),
           GONGHUA: ("共华", GONGHUA, "乙家村", "乙号", "报表.xlsx", worker(GONGHUA, 1)["mobile"])}


@pytest.fixture
def office(postgres_settings: Settings, connection: Connection) -> Office:
    more = {"TOWNSHIP_SYNC_WORKBOOKS": "plain", "TOWNSHIP_SYNC_DIGEST_AT": "always"}
    environment = postgres_settings.environment | more
    office = Office(replace(postgres_settings, environment=environment), connection)
    # The wage is below what is believed, so that the owner's workbook comes back as well.
    office.takes(CAOWEI, "五月.xlsx", worker(CAOWEI, 1, monthly_wage="300"), worker(CAOWEI, 2))
    office.takes(GONGHUA, "报表.xlsx", worker(GONGHUA, 3), worker(GONGHUA, 1))
    office.judges()
    return office


def told(office: Office) -> dict[str, str]:
    """All that the newest report gives each unit: subject, body, and every part of its workbooks."""
    prepare_reports(office.connection, office.settings, MAY, office.now)
    rows = office.rows("SELECT DISTINCT ON (unit_code) unit_code, subject, body, attachments FROM ops.report "
                       "ORDER BY unit_code, version DESC")
    return {row["unit_code"]: "\n".join([row["subject"], row["body"], *_parts(office, row["attachments"])])
            for row in rows if row["unit_code"] in OF_EACH}


def _parts(office: Office, attachments: list[dict[str, str]]) -> Iterator[str]:
    for each in attachments:
        yield each["name"]
        with ZipFile(BytesIO((office.settings.folder("returned") / each["path"]).read_bytes())) as book:
            yield from (unescape(book.read(name).decode("utf-8")) for name in book.namelist())


def test_both_see_the_same_number_and_nothing_of_each_other(office: Office) -> None:
    letters = told(office)
    for unit, other in ((CAOWEI, GONGHUA), (GONGHUA, CAOWEI)):
        body, book = letters[unit].split("<?xml", 1)
        assert NUMBER in body and NUMBER in book
        assert "归属待定" in body and "暂不入库" in book
        assert [mark for mark in OF_EACH[unit] if mark not in letters[unit]] == [unit]
        assert [mark for mark in OF_EACH[other] if mark in letters[unit]] == []


def test_both_are_told_the_decision_under_the_number_and_only_their_own_part(office: Office) -> None:
    told(office)
    [case] = cases(office.connection)
    decide(office.connection, case.number, CAOWEI, "王股长", "查户口簿", office.now)
    office.judges()
    letters = told(office)
    assert "案件2020-05-0001，2020-06-02已核定归本单位" in letters[CAOWEI]
    assert "案件2020-05-0001，2020-06-02已核定归另一单位" in letters[GONGHUA]
    assert "第5行的人已核定归另一单位，归属案件2020-05-0001" in letters[GONGHUA]
    for unit, other in ((CAOWEI, GONGHUA), (GONGHUA, CAOWEI)):
        assert [mark for mark in (*OF_EACH[other], "王股长", "查户口簿") if mark in letters[unit]] == []


def test_nobody_is_told_twice_while_nothing_changes(office: Office) -> None:
    told(office)
    office.judges()
    assert prepare_reports(office.connection, office.settings, MAY, office.now) == []


def test_the_case_leaves_the_letter_when_the_other_withdraws(office: Office) -> None:
    told(office)
    office.takes(GONGHUA, "报表2.xlsx", worker(GONGHUA, 3))
    office.judges()
    assert NUMBER not in told(office)[CAOWEI]
