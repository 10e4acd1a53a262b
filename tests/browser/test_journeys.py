"""What people come for, from the first click to what is then written down."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from browser.conftest import SHOWN, Opened, Window
from browser.county import JUNE, MAY
from township_sync.settings import Settings
from township_sync.warehouse.connect import connect

UNIT = "草尾镇"
ENCRYPTED = b"\xd0\xcf\x11\xe0"
_MOST_KEYS = 80


def _value(county: Settings, question: str) -> object:
    with connect(county) as connection:
        row = connection.execute(question).fetchone()  # type: ignore[arg-type]
    assert row is not None
    return next(iter(row.values()))


def _press_to(window: Window, wanted: Locator, key: str = "Tab") -> None:
    """Press a key until this element has the focus."""
    for _ in range(_MOST_KEYS):
        if wanted.evaluate("each => each === document.activeElement"):
            return
        window.page.keyboard.press(key)
    raise AssertionError(f"{wanted} is not reached with {_MOST_KEYS} × {key}")


def test_what_a_unit_must_fix_is_found_and_its_workbook_downloaded(window: Opened, tmp_path: Path) -> None:
    shown = window(roles=("bureau",))
    shown.open("/")
    shown.page.get_by_role("link", name=UNIT, exact=True).click()
    expect(shown.page.get_by_role("heading", level=1)).to_contain_text(UNIT)
    expect(shown.page.locator("main")).to_contain_text(re.compile(r"第\d+行"))
    with shown.page.expect_download() as begun:
        shown.page.get_by_role("link", name="下载标注报表").first.click()
    begun.value.save_as(tmp_path / "returned.xlsx")
    assert begun.value.suggested_filename.endswith(".xlsx") and UNIT in begun.value.suggested_filename
    assert (tmp_path / "returned.xlsx").read_bytes().startswith(ENCRYPTED), "it holds persons and travels encrypted"
    assert shown.complaints == []


def test_who_may_not_see_persons_gets_the_masked_list_in_place_of_the_workbook(window: Opened, tmp_path: Path) -> None:
    shown = window(roles=("auditor",))
    shown.open("/")
    shown.page.get_by_role("link", name=UNIT, exact=True).click()
    with shown.page.expect_download() as begun:
        shown.page.get_by_role("link", name=re.compile("下载.*清单")).first.click()
    begun.value.save_as(tmp_path / "list.csv")
    said = (tmp_path / "list.csv").read_text(encoding="utf-8-sig")
    assert len(said.splitlines()) > 1 and re.findall(r"\d{17}[\dX]|1\d{10}", said) == []


def test_a_pair_is_decided_with_the_keyboard_alone(window: Opened, county: Settings) -> None:
    shown = window(roles=("bureau",))
    shown.open("/")
    page, press = shown.page, shown.page.keyboard.press
    _press_to(shown, page.get_by_role("link", name="跳到正文"))
    shown.keep("keyboard_skip_link")
    _press_to(shown, page.get_by_role("link", name="疑似重复"))
    press("Enter")
    page.wait_for_url("**/pairs")
    press("Tab")
    press("Enter")
    expect(page.locator("main")).to_be_focused()
    _press_to(shown, page.get_by_role("main").get_by_role("link", name=re.compile("^第1对")))
    press("Enter")
    page.wait_for_url("**/pairs/1")
    _press_to(shown, page.get_by_role("radio").first)
    press("ArrowDown")
    expect(page.get_by_role("radio", name="不是同一个")).to_be_checked()
    _press_to(shown, page.get_by_role("textbox"))
    page.keyboard.type("已看身份证原件")
    _press_to(shown, page.get_by_role("button", name="提交裁定"))
    shown.keep("keyboard_pair")
    press("Enter")
    expect(page.get_by_role("status")).to_contain_text("已记下裁定")
    assert _value(county, "SELECT verdict || decided_by FROM ops.identity_decision") == "different王股长"
    assert shown.complaints == []


def test_whole_values_of_persons_are_shown_after_it_is_on_record(window: Opened, county: Settings) -> None:
    shown = window(roles=("bureau",))
    shown.open("/pairs/1")
    number = re.compile(r"439999\d{11}[\dX]")
    assert not number.search(shown.page.content())
    shown.page.get_by_role("button", name="显示完整信息").click()
    expect(shown.page.locator("main")).to_contain_text(number)
    viewed = "SELECT count(*) FROM ops.audit WHERE action = 'personal_data_viewed' AND actor = '王股长'"
    assert _value(county, viewed) == 1
    assert not number.search(window(roles=("auditor",)).open("/pairs/1").text())


def test_a_publication_is_approved_with_a_reason(window: Opened, county: Settings) -> None:
    shown = window(roles=("approver",))
    shown.open("/approvals")
    shown.page.get_by_role("button", name="同意推送").click()
    expect(shown.page.locator("main")).to_contain_text("请写明理由")
    shown.keep("approval_without_a_reason")
    shown.page.get_by_label("理由").fill("已与四个乡镇核实")
    shown.page.get_by_role("button", name="同意推送").click()
    expect(shown.page.get_by_role("status")).to_contain_text("已同意")
    waiting = f"SELECT count(*) FROM ops.publication WHERE period = '{JUNE}' AND state <> 'approved'"
    assert _value(county, waiting) == 0
    assert [each for each in shown.complaints if "400" not in each] == []


def test_who_may_not_approve_sees_no_form(window: Opened) -> None:
    shown = window(roles=("auditor",))
    shown.open("/approvals")
    expect(shown.page.get_by_role("main").get_by_role("button")).to_have_count(0)


def test_a_month_is_closed_and_opened_again(window: Opened, county: Settings) -> None:
    shown = window(roles=("bureau",))
    shown.open("/months")
    shown.page.get_by_role("main").get_by_role("link", name=str(MAY)).first.click()
    for button, says, state in (("结账", "本月已结账", "closed"), ("重新打开", "本月已重新打开", "reopened")):
        shown.page.get_by_label("理由").fill("各乡镇已核对")
        shown.page.get_by_role("button", name=button).click()
        expect(shown.page.get_by_role("status")).to_contain_text(says)
        shown.keep(f"month_{state}")
        assert _value(county, "SELECT act FROM ops.period_act ORDER BY act_id DESC LIMIT 1") == state
    assert shown.complaints == []


@pytest.mark.parametrize("path", ["/", "/units/430981114", "/batches", "/indicators"])
def test_a_page_prints_on_a4_without_what_is_only_for_the_screen(window: Opened, path: str) -> None:
    shown = window()
    shown.open(path)
    shown.page.emulate_media(media="print")
    for only_for_the_screen in ("nav.main", "button", ".filter", ".skip"):
        expect(shown.page.locator(f"{only_for_the_screen}:visible")).to_have_count(0)
    printed = shown.page.pdf(prefer_css_page_size=True, print_background=True)
    SHOWN.mkdir(parents=True, exist_ok=True)
    (SHOWN / f"print_{path.strip('/').replace('/', '_') or 'overview'}.pdf").write_bytes(printed)
    sizes = {tuple(round(float(side)) for side in box) for box in re.findall(
        rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", printed)}
    assert sizes and sizes <= {(595, 842), (842, 595)}, sizes
