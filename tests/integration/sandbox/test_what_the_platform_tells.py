"""Receipts, the feed of changes, holdings and lists: what the county can learn of what it has sent."""

from pathlib import Path

import pytest

from integration.exchange.conftest import CLIENT, SECRET, Served
from integration.exchange.oracle import Ledger
from integration.sandbox.speaker import JSON, Speaker, digest, row, sending
from township_sync.sandbox.platform_server import PlatformOptions, platform

MAY = sending("m-5", [row("a"), row("b"), row("c", phone=""), row("d"), row("e"), row("f")])
HELD_AFTER_MAY = {"a": "一家公司", "b": "一家公司", "d": "一家公司", "e": "一家公司", "f": "一家公司"}
JUNE = sending("m-6", [
    row("a", "改了", "changed", "m-5#1"), row("b", "", "ended"), row("c", corrects="m-5#3"), row("g", corrects="m-4#1"),
], period="2020-06", corrects=["m-5"])


def pages(county: Speaker, path: str, **params: str) -> list[JSON]:
    """Every page of a list, from the first to the last."""
    found = [county.get(path, **params).json()]
    while found[-1]["next_cursor"]:
        found.append(county.get(path, cursor=found[-1]["next_cursor"], **params).json())
    return found


def held(county: Speaker, **params: str) -> dict[str, str]:
    """Names held by row key."""
    found = pages(county, "holdings/recruiter", **params)
    assert len({page["version"] for page in found}) == 1
    rows = {one["row_key"]: one["values"][0] for page in found for one in page["rows"]}
    assert found[0]["row_count"] == len(rows)
    return rows


def test_a_receipt_is_pending_at_first_and_final_in_pages_with_a_verdict_on_every_row(county: Speaker) -> None:
    batch_id = county.send(MAY)
    pending = county.get(f"batches/{batch_id}/receipts").json()
    assert (pending["state"], pending["rows"]) == ("pending", [])
    assert pending["counts"] == {"received": 6, "accepted": 0, "rejected": 0}
    found = pages(county, f"batches/{batch_id}/receipts")
    assert [len(page["rows"]) for page in found] == [4, 2]
    assert all(page["counts"] == {"received": 6, "accepted": 5, "rejected": 1} for page in found)
    told = [one for page in found for one in page["rows"]]
    assert [(one["row_no"], one["row_key"]) for one in told] == list(enumerate("abcdef", 1))
    assert [one["row_no"] for one in told if one["status"] == "rejected" and one["code"] == "E301"] == [3]
    assert told[0]["row_version"] == digest("a一家公司") and told[0]["action"] == "new"
    assert county.get(f"batches/{batch_id}").json()["state"] == "final"


def test_the_feed_tells_every_change_in_order_and_goes_on_from_a_cursor(county: Speaker, province: Served) -> None:
    empty = county.get("changes").json()
    assert (empty["items"], empty["has_more"]) == ([], False)
    batch_id = county.settle(MAY)
    first = county.get("changes", cursor=empty["next_cursor"]).json()
    assert [one["state"] for one in first["items"]] == ["declared", "received", "final"]
    assert county.get("changes", cursor=first["next_cursor"]).json()["items"] == []
    province.operate("void", batch_id=batch_id, reason="发现错误")
    second = county.send(JUNE)
    county.withdraw(second, "再看看")
    rest = county.get("changes", cursor=first["next_cursor"]).json()
    assert [(one["batch_id"], one["state"], one["reason"]) for one in rest["items"]] == [
        (batch_id, "voided", "发现错误"), (second, "declared", None), (second, "received", None),
        (second, "withdrawn", "再看看")]
    few = county.get("changes", limit=2).json()
    assert few["has_more"] and [one["change_no"] for one in few["items"]] == [1, 2]


def test_holdings_follow_what_was_accepted_and_go_back_when_a_batch_is_voided(
    county: Speaker, province: Served, ledger: Ledger
) -> None:
    county.settle(MAY)
    assert held(county) == HELD_AFTER_MAY
    june = county.settle(JUNE)
    assert held(county) == {"a": "改了", "c": "一家公司", "d": "一家公司", "e": "一家公司", "f": "一家公司"}
    assert county.get(f"batches/{june}/receipts").json()["rows"][3]["code"] == "E106"
    province.operate("void", batch_id=june, reason="整批作废")
    assert held(county) == HELD_AFTER_MAY
    assert ledger.ask("SELECT row_no, cause FROM reversal ORDER BY row_no") == [
        (1, "voided"), (2, "voided"), (3, "voided")]
    assert county.get(f"batches/{june}/receipts").json()["state"] == "final"


def test_what_is_withdrawn_before_it_is_final_is_held_no_more_and_a_final_batch_cannot_be(
    county: Speaker, ledger: Ledger
) -> None:
    batch_id = county.send(MAY)
    assert len(held(county)) == 5
    assert county.withdraw(batch_id).json() == county.withdraw(batch_id).json()
    assert held(county) == {} and ledger.ask("SELECT count(*) FROM reversal") == [(5,)]
    assert county.commit(batch_id).json()["code"] == "STATE_WRONG"
    assert county.withdraw(county.settle(JUNE)).json()["code"] == "STATE_WRONG"


def test_a_quarterly_dataset_is_held_by_its_period_and_apart_from_the_monthly_one(county: Speaker) -> None:
    county.settle(MAY)
    for period in ("2020Q1", "2020Q2"):
        county.settle(sending(f"q-{period}", [row("a", period)], kind="quarter", period=period))
    assert held(county, period="2020Q1") == {"a": "2020Q1"} and held(county, period="2020Q2") == {"a": "2020Q2"}
    assert held(county) == HELD_AFTER_MAY and held(county, period="2020Q3") == {}


def test_cursors_of_another_time_are_refused(county: Speaker, province: Served) -> None:
    batch_id = county.settle(MAY)
    cursor = county.get("holdings/recruiter").json()["next_cursor"]
    province.operate("void", batch_id=batch_id, reason="x")
    assert county.get("holdings/recruiter", cursor=cursor).json()["code"] == "LIST_CHANGED"
    assert county.get("changes", cursor="999").json()["code"] == "CURSOR_EXPIRED"
    assert county.get(f"batches/{batch_id}/receipts", cursor="6").json()["code"] == "CURSOR_EXPIRED"
    assert county.get("records/register_person", cursor="4", version="old").json()["code"] == "LIST_CHANGED"


def test_a_list_comes_in_pages_and_is_unchanged_until_it_changes(county: Speaker, options: PlatformOptions) -> None:
    first = county.get("records/register_person").json()
    second = county.get("records/register_person", cursor=first["next_cursor"], version=first["version"]).json()
    assert (len(first["items"]), len(second["items"]), second["next_cursor"]) == (4, 2, None)
    assert county.get("records/register_person", version=first["version"]).json()["unchanged"]
    assert isinstance(options.records, Path)
    (options.records / "register_person" / "2020-06-30.csv").write_text("姓名\n甲\n", encoding="utf-8")
    newer = county.get("records/register_person", version=first["version"]).json()
    assert (newer["unchanged"], newer["as_of"], newer["items"]) == (False, "2020-06-30", [{"姓名": "甲"}])
    assert county.get("records/nothing").json()["code"] == "LIST_UNKNOWN"


@pytest.mark.parametrize("page_size", [1, 1000])
def test_pages_of_any_size_hold_the_same_rows(page_size: int, tmp_path: Path) -> None:
    served = Served(platform(tmp_path / "p.sqlite", CLIENT, SECRET, PlatformOptions(page_size=page_size)))
    try:
        county = Speaker(served.url, CLIENT, SECRET)
        batch_id = county.settle(MAY)
        rows = [one["row_key"] for page in pages(county, f"batches/{batch_id}/receipts") for one in page["rows"]]
        assert rows == list("abcdef") and held(county) == HELD_AFTER_MAY
    finally:
        served.stop()
