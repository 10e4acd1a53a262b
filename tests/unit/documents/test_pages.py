"""The pages about a month's quality: complete, in Chinese, adding up, offline, the same bytes each time, no value."""

import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from golden.months import case
from township_sync.domain.contract import contract
from township_sync.domain.judged_month import JudgedFile, JudgedMonth
from township_sync.steps.data_docs import write_data_docs
from township_sync.steps.data_docs_pages import MonthPages, ranges, totals
from township_sync.steps.quality import rule_lines
from unit.documents.judged_months import NAMES, judged

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


class Page(HTMLParser):
    """Every address that a page names, and its text."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.tags: set[str] = set()
        self.anchors: set[str] = set()
        self.text = ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src", "action", "srcset", "data")]
        self.anchors |= {value or "" for name, value in attrs if name == "id"}

    def handle_data(self, data: str) -> None:
        self.text += data


def test_every_rule_stands_on_the_page_of_its_month_with_its_outcome(month: JudgedMonth, site: Path) -> None:
    page = Page(site / month.period / "index.html")
    lines = rule_lines(month)
    assert {f"{line.entity}-{line.slug}" for line in lines} <= page.anchors
    shown = {"passed": "未发现问题", "failed": "发现问题", "not_run": "未核查"}
    for line in lines:
        row = (site / month.period / "index.html").read_text().split(f'<tr id="{line.entity}-{line.slug}">')[1]
        assert f'<span class="mark {line.outcome}">{shown[line.outcome]}</span>' in row.split("</tr>")[0]


def test_a_rule_without_data_says_why_in_chinese_and_shows_no_count(month: JudgedMonth, site: Path) -> None:
    line = next(line for line in rule_lines(month) if line.outcome == "not_run")
    text = (site / month.period / "index.html").read_text(encoding="utf-8")
    row = text.split(f'<tr id="{line.entity}-{line.slug}">')[1].split("</tr>")[0]
    assert re.search(r"没有(上月的)?《", row)
    assert "No " not in row
    assert 'class="number' not in row


@pytest.mark.parametrize("name", NAMES)
def test_every_reason_is_told_in_chinese(name: str) -> None:
    for entity in MonthPages(judged(name)).month()["entities"]:
        for line in entity["lines"]:
            assert not re.search(r"[a-z]{3}", line["reason"]), line["reason"]


def test_the_sums_add_up(month: JudgedMonth) -> None:
    shown = MonthPages(month).month()
    of_all = shown["totals"]
    assert of_all["all"] == of_all["passed"] + of_all["failed"] + of_all["not_run"] == len(month.rules)
    for name, value in of_all.items():
        assert sum(entity["totals"][name] for entity in shown["entities"]) == value
    assert sum(file["unexpected"] for file in shown["files"]) + shown["elsewhere"] == of_all["unexpected"] > 0
    assert totals([]) == {"passed": 0, "failed": 0, "not_run": 0, "all": 0, "unexpected": 0}


def test_every_row_at_fault_stands_on_the_page_of_its_file(month: JudgedMonth, site: Path) -> None:
    shown = MonthPages(month).month()
    file = next(line for line in shown["files"] if line["unexpected"])
    page = Page(site / month.period / file["page"])
    assert file["name"] in page.text
    assert "合计" in page.text


def test_pages_lead_to_pages_that_are_there_and_nowhere_else(site: Path) -> None:
    pages = {path: Page(path) for path in site.rglob("*.html")}
    assert len(pages) > 10
    for path, page in pages.items():
        assert not page.tags & {"script", "link", "img", "iframe", "object", "embed", "form"}
        for address in page.addresses:
            name, _, anchor = address.partition("#")
            target = (path.parent / name).resolve() if name else path
            assert target.is_relative_to(site), address
            assert target.is_file(), address
            assert not anchor or anchor in pages[target].anchors, address


def test_no_file_names_the_network(site: Path) -> None:
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"https?:|wss?:|(?<!:)//[\w.]+\.\w|url\(|@import", text), path
        assert "default-src 'none'" in text


def test_the_same_results_give_the_same_bytes_and_old_pages_go(month: JudgedMonth, site: Path, tmp_path: Path) -> None:
    (tmp_path / month.period).mkdir()
    (tmp_path / month.period / "file-999.html").write_text("of an earlier judging")
    write_data_docs(tmp_path, [month])
    first = {path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()}
    again = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert first == again


@pytest.mark.parametrize("name", NAMES)
def test_no_personal_value_stands_in_any_page_or_result(name: str, tmp_path: Path) -> None:
    personal = {
        text
        for file in case(name).files for sheet in file.sheets for row in sheet.rows
        for column in contract(sheet.entity).columns if column.privacy != "open"
        for text in (row.values.get(column.field), row.raw.get(column.field)) if text and len(text) > 1
    }
    write_data_docs(tmp_path, [judged(name)])
    told = "\n".join(path.read_text(encoding="utf-8") for path in tmp_path.rglob("*") if path.is_file())
    assert personal
    assert not {text for text in personal if text in told}


def test_a_sheet_or_a_file_called_by_a_number_of_a_person_is_masked(month: JudgedMonth, tmp_path: Path) -> None:
    number = "439999197505141239"
    called = JudgedFile(f"{number}.xlsx", "430981114", "accepted", ((f"表{number}", "worker_employment", 3),))
    write_data_docs(tmp_path, [replace(month, files=(called,))])
    pages = [path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.html")]
    assert not [page for page in pages if number in page]
    page = (tmp_path / month.period / "file-001.html").read_text(encoding="utf-8")
    assert "表…1239" in page and "…1239.xlsx" in page


@pytest.mark.parametrize(("rows", "written"), [
    ([4], "4"), ([4, 5, 6], "4–6"), ([9, 4, 5, 12], "4–5、9、12"), ([4, 4], "4"), ([], ""),
])
def test_row_numbers_are_written_as_ranges(rows: list[int], written: str) -> None:
    assert ranges(rows) == written


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_a_browser_without_a_network_shows_the_styled_page(month: JudgedMonth, site: Path, tmp_path: Path) -> None:
    assert CHROMIUM
    command = [CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}",
               "--proxy-server=127.0.0.1:9", "--host-resolver-rules=MAP * ~NOTFOUND", "--enable-logging=stderr",
               "--window-size=1180,900", "--dump-dom", (site / month.period / "index.html").as_uri()]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    for line in rule_lines(month):
        assert f'id="{line.entity}-{line.slug}"' in shown.stdout
    assert "CONSOLE" not in shown.stderr  # a style that the page's own policy refuses is told there
