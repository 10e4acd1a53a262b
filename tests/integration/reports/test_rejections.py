"""Rows that the platform refused: told to their township in both words until they are accepted, each state once."""

import csv
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook.workbook import Workbook
from typer.testing import CliRunner

from integration.exchange.conftest import CLIENT, SECRET, Served, ledger, province
from integration.reports.test_telling_the_townships import attached, mail_of, refuse_one_row, tell, text_of
from integration.reports.townships import CAOWEI, GOOD_ID, MAY, NOW, OTHER_ID, SHEET, load, person, send, workbook
from township_sync.cli import app
from township_sync.settings import Settings
from township_sync.steps.approve import approve_automatically
from township_sync.steps.follow import follow_receipts
from township_sync.steps.month import months_to_report, push
from township_sync.steps.platform_codes import code_words
from township_sync.steps.publish import publish_month
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.publications import Publication
from township_sync.warehouse.rejections import rejections
from township_sync.workbooks.encrypt import decrypt
from township_sync.workbooks.wording import advice

__all__ = ["ledger", "province"]
Mails = Callable[[], list[EmailMessage]]
FIRST, SECOND = f"{CAOWEI}/五月.xlsx", f"{CAOWEI}/五月改.xlsx"
LISTED = "黑名单公司"
"""A name that the sandbox's platform refuses."""


@pytest.fixture
def exchanging(settings: Settings, province: Served) -> Settings:
    """Mail and a platform, both real, and both of our time."""
    province.operate("clock", offset_seconds=(NOW - datetime.now(UTC)).total_seconds())
    more = {"PLATFORM_URL": province.url, "PLATFORM_CLIENT": CLIENT, "PLATFORM_SECRET": SECRET,
            "PLATFORM_RATE": "1000", "PLATFORM_BURST": "1000", "CLOCK_TOLERANCE": "1e12",
            "DIGEST_AT": "always"}
    return replace(settings, environment={
        **settings.environment, **{f"TOWNSHIP_SYNC_{name}": value for name, value in more.items()}})


def take(connection: Connection, settings: Settings, name: str, rows: Sequence[dict[str, str]],
         replaced: Sequence[str] = ()) -> None:
    send(connection, settings, CAOWEI, name, workbook(*rows))
    load(connection, replaced=replaced)


def sync(connection: Connection, settings: Settings) -> list[Publication]:
    """Publish and push May, approved by nobody in particular."""
    made = publish_month(connection, settings, MAY, NOW)
    approve_automatically(connection, [each.publication_id for each in made], NOW)
    push(settings, connection, "month", NOW)
    return made


def returned(mails: Mails, passphrase: str) -> Workbook:
    [data] = attached(mail_of(mails, CAOWEI)).values()
    return openpyxl.load_workbook(BytesIO(decrypt(data, passphrase)))


def states(connection: Connection) -> list[str]:
    return [each.state for each in rejections(connection)]


def test_a_refused_row_is_told_marked_corrected_and_then_told_no_more(
    connection: Connection, exchanging: Settings, mails: Mails, passphrase: str
) -> None:
    """C21: nothing is queued with the receipts; whatever dies in between, the next report tells what stands."""
    good, bad = person(GOOD_ID, "zf01"), person(OTHER_ID, "zf02", person_name=LISTED)
    take(connection, exchanging, "五月.xlsx", [good, bad])
    [first] = sync(connection, exchanging)
    tell(connection, exchanging)
    follow_receipts(connection, exchanging, NOW)
    assert states(connection) == ["open"] and tell(connection, exchanging) == 1
    text = text_of(mail_of(mails, CAOWEI))
    assert "省平台退回（1行" in text and "名称在省级异常名录中（代码E302）：1行，最久0天；核实企业名称" in text
    book = returned(mails, passphrase)
    listed = [cell.value for row in book["回执"].iter_rows() for cell in row if "代码E302" in str(cell.value)]
    assert len(listed) == 1 and "省平台原话：“该名称在省级异常名录中，请核实后重报”" in str(listed[0])
    [(_, place, *_, said, fix, _)] = [line for line in book["问题清单"].iter_rows(values_only=True) if line[0] == 1]
    assert "代码E302" in str(said) and fix == advice("refused_by_platform").fix
    assert book[SHEET][str(place)].comment is not None
    assert states(connection) == ["told"] and tell(connection, exchanging) == 0

    take(connection, exchanging, "五月改.xlsx", [good, {**bad, "person_name": "张满"}], replaced=[FIRST])
    [second] = sync(connection, exchanging)
    sent = list(csv.DictReader((exchanging.folder("published") / second.path).open(encoding="utf-8")))
    old = list(csv.DictReader((exchanging.folder("published") / first.path).open(encoding="utf-8")))
    place = 1 + [row["APP账号"] for row in old].index("zf02")
    assert [(row["APP账号"], row["corrects"]) for row in sent] == [("zf02", f"month-app_account-2020-05-r1-1#{place}")]
    assert states(connection) == ["corrected"] and tell(connection, exchanging) == 1
    assert "（代码E302）：1行，最久0天；已改正重报" in text_of(mail_of(mails, CAOWEI))
    follow_receipts(connection, exchanging, NOW)
    assert states(connection) == [] and tell(connection, exchanging) == 1
    assert "省平台退回" not in text_of(mail_of(mails, CAOWEI)) and tell(connection, exchanging) == 0


def test_a_row_whose_identity_number_was_wrong_ends_its_old_rejection_and_goes_under_another_key(
    connection: Connection, exchanging: Settings, mails: Mails
) -> None:
    wrong = person(OTHER_ID, "zf02", person_name=LISTED)
    take(connection, exchanging, "五月.xlsx", [wrong])
    sync(connection, exchanging)
    follow_receipts(connection, exchanging, NOW)
    tell(connection, exchanging)
    assert publish_month(connection, exchanging, MAY, NOW) == [] and states(connection) == ["told"]
    take(connection, exchanging, "五月改.xlsx", [person(GOOD_ID, "zf02", person_name="张满")], replaced=[FIRST])
    [again] = publish_month(connection, exchanging, MAY, NOW)
    assert again.counts["new"] == 1 and states(connection) == []
    tell(connection, exchanging)
    assert "省平台退回" not in text_of(mail_of(mails, CAOWEI))
    take(connection, exchanging, "五月再.xlsx", [wrong], replaced=[FIRST, SECOND])
    publish_month(connection, exchanging, MAY, NOW)
    assert states(connection) == ["told"], "what was refused is wanted again, as it was"


def test_the_same_row_refused_once_more_is_told_once_more(
    connection: Connection, settings: Settings, mails: Mails
) -> None:
    take(connection, settings, "五月.xlsx", [person(GOOD_ID, "zf01")])
    refuse_one_row(connection)
    tell(connection, settings)
    assert tell(connection, settings) == 0
    _again(connection, "sent", "rejected")
    assert tell(connection, settings) == 1 and len(rejections(connection)) == 1
    assert "代码E17）：1行" in text_of(mail_of(mails, CAOWEI))


def test_a_rejection_whose_source_row_is_gone_is_told_and_stands_in_a_workbook_that_goes_back(
    connection: Connection, settings: Settings, mails: Mails, passphrase: str
) -> None:
    take(connection, settings, "五月.xlsx", [person("4.39999E+17", "zf01")])
    refuse_one_row(connection)
    connection.execute("UPDATE ops.publication_row SET file = NULL, sheet = NULL, \"row\" = NULL")
    tell(connection, settings)
    assert "（代码E17）：1行" in text_of(mail_of(mails, CAOWEI))
    lines = [str(row[0].value) for row in returned(mails, passphrase)["回执"].iter_rows()]
    assert len([line for line in lines if line.startswith("来源行已不在：其他：账号不存在（代码E17）")]) == 1


def test_words_of_ten_thousand_signs_are_cut_in_the_letter_and_whole_in_the_workbook(
    connection: Connection, settings: Settings, mails: Mails, passphrase: str
) -> None:
    """P22: an unknown code, with free text that wants to be a formula or a page."""
    take(connection, settings, "五月.xlsx", [person(GOOD_ID, "zf01")])
    refuse_one_row(connection)
    words = "=HYPERLINK(\"x\")<script>" + "长" * 9_000
    connection.execute("UPDATE ops.publication_row SET message = %s", [words])
    tell(connection, settings)
    [line] = [line for line in text_of(mail_of(mails, CAOWEI)).splitlines() if "代码E17" in line]
    assert "其他：=HYPERLINK〔＂x＂〕＜script＞长" in line and len(line) < 200
    book = returned(mails, passphrase)
    lines = [cell for row in book["回执"].iter_rows() for cell in row if "代码E17" in str(cell.value)]
    assert [(cell.data_type, str(cell.value).count("长")) for cell in lines] == [("s", 9_000 + 17)]
    assert "长" * 9_000 in "".join(str(cell.value) for row in book["问题清单"].iter_rows() for cell in row)


def test_the_name_of_a_rows_person_in_the_platforms_words_is_masked(
    connection: Connection, exchanging: Settings, mails: Mails, passphrase: str
) -> None:
    take(connection, exchanging, "五月.xlsx", [person(GOOD_ID, "zf01", person_name="欧阳小丰")])
    sync(connection, exchanging)
    connection.execute("UPDATE ops.publication_row SET status = 'rejected', code = 'E998', message = %s",
                       ["欧阳小丰（欧阳小丰）与李四重复"])
    tell(connection, exchanging)
    text = text_of(mail_of(mails, CAOWEI))
    assert "其他：欧＊〔欧＊〕与李四重复（代码E998）" in text
    assert "欧阳" not in text
    said = "".join(str(row[0].value) for row in returned(mails, passphrase)["回执"].iter_rows())
    assert "欧＊〔欧＊〕" in said and "欧阳" not in said


def test_a_month_long_past_is_looked_at_while_a_rejection_is_untold_or_told_as_standing(
    connection: Connection, settings: Settings
) -> None:
    take(connection, settings, "五月.xlsx", [person(GOOD_ID, "zf01")])
    later = NOW + timedelta(days=90)
    assert months_to_report(connection, later) == []
    refuse_one_row(connection)
    assert months_to_report(connection, later) == [MAY]
    tell(connection, settings)
    assert months_to_report(connection, later) == [MAY]
    _again(connection, "settled", "accepted")
    assert months_to_report(connection, later) == [MAY]
    tell(connection, settings)
    assert months_to_report(connection, later) == []


def test_the_command_lists_what_stands_with_its_age_and_no_key(
    connection: Connection, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    take(connection, settings, "五月.xlsx", [person(GOOD_ID, "zf01")])
    refuse_one_row(connection)
    connection.execute("UPDATE ops.publication SET made_at = now() - interval '3 days'")
    for name, value in settings.environment.items():
        monkeypatch.setenv(name, value)
    said = tmp_path / "said.json"
    done = CliRunner().invoke(app, ["rejections", "--json", str(said), "--workspace", str(tmp_path)])
    assert done.exit_code == 0 and "1 rejections stand" in done.output
    [line] = json.loads(said.read_text(encoding="utf-8"))["rejections"]
    assert (line["unit_code"], line["state"], line["days"], line["title"]) == (CAOWEI, "open", 3, "其他：账号不存在")
    assert not {"row_key", "publication_id"} & set(line)
    CliRunner().invoke(app, ["rejections", "--unit", "430981116", "--json", str(said), "--workspace", str(tmp_path)])
    assert json.loads(said.read_text(encoding="utf-8")) == {"rejections": []}


@pytest.mark.parametrize(("message", "title"), [
    ("", "其他：未说明原因"), ("<b>x</b>（代码E301）：9行\n[a](b)", "其他：＜b＞x＜/b＞〔代码E301〕：9行 ［a］〔b〕"),
    ("请核对439999199001011239", "其他：请核对…1239"), ("长" * 60, f"其他：{'长' * 40}…"),
])
def test_words_of_an_unknown_code_are_plain_cut_and_masked(message: str, title: str) -> None:
    assert code_words("E999", message).title == title


def _again(connection: Connection, batch_state: str, status: str) -> None:
    """The refused key goes out in another publication, and is answered."""
    connection.execute(
        "INSERT INTO ops.publication (kind, dataset, entity, period, revision, path, sha256, row_count, counts,"
        " contract_version, made_at, state) VALUES ('month', 'd', 'app_account', '2020-05', 2, 'p2', 's', 1, '{}', '1',"
        " now(), %s)", [batch_state])
    connection.execute(
        "INSERT INTO ops.publication_row (publication_id, row_no, dataset, entity, row_key, row_hash, action,"
        " unit_code, status, code, message, file, sheet, \"row\") SELECT max(publication_id), 1, 'd', 'app_account',"
        " 'k', 'h2', 'new', %s, %s, 'E17', '账号不存在', %s, %s, 4 FROM ops.publication",
        (CAOWEI, status, FIRST, SHEET))
