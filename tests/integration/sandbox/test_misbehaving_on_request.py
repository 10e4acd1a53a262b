"""What `POST /__faults` promises, seen from outside: each fault does what it says, and only as often as it says."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
import requests

from integration.exchange.conftest import Served
from integration.exchange.oracle import Ledger
from integration.sandbox.speaker import Speaker, row, sending
from township_sync.sandbox.platform_contract import schema
from township_sync.sandbox.receipt_changes import CHANGES

SENT = sending("m-1", [row("a"), row("b", phone=""), row("c")])
Fault = dict[str, Any]
BROKEN = (requests.ConnectionError, requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError)
CUT: dict[str, Fault] = {
    "before the server": {"action": "drop"},
    "after the server": {"action": "lose"},
    "in the middle of the answer": {"action": "truncate", "bytes": 20},
    "by a length too large": {"action": "wrong_length", "by": 5},
    "in the middle of a chunk": {
        "action": "raw", "text": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{"},
    "by no HTTP at all": {"action": "raw", "text": "hello\r\n\r\n"},
}


@pytest.mark.parametrize("name", CUT)
def test_an_answer_is_cut(name: str, county: Speaker, province: Served) -> None:
    province.script({"match": "GET /api/v1/about", **CUT[name]})
    with pytest.raises(BROKEN):
        county.get("about")
    assert county.get("about").status_code == 200 and province.faults_left() == []


def test_a_request_is_cut_before_or_after_the_server_did_its_work(
    county: Speaker, province: Served, ledger: Ledger
) -> None:
    for action, outcomes in (("drop", []), ("lose", ["new"])):
        province.script({"match": "POST /api/v1/batches", "action": action})
        with pytest.raises(BROKEN):
            county.declare(SENT)
        assert ledger.outcomes() == outcomes


INSTEAD: dict[str, tuple[Fault, Callable[[requests.Response], object], object]] = {
    "busy with a wait": (
        {"status": 429, "headers": {"Retry-After": "-1"}}, lambda it: (it.status_code, it.headers["Retry-After"]),
        (429, "-1")),
    "a page of a proxy": (
        {"status": 502, "body": "<html>", "headers": {"Content-Type": "text/html"}},
        lambda it: (it.status_code, it.text, it.headers["Content-Type"]), (502, "<html>", "text/html")),
    "a redirect": (
        {"status": 302, "headers": {"Location": "http://127.0.0.1:9/"}}, lambda it: it.headers["Location"],
        "http://127.0.0.1:9/"),
    "a huge body": ({"status": 200, "body": "x" * 10, "repeat": 300_000}, lambda it: len(it.content), 3_000_000),
    "a packed bomb": (
        {"status": 200, "body": " " * 1000, "repeat": 5000, "gzip": True},
        lambda it: (len(it.content), int(it.headers["Content-Length"]) < 10_000), (5_000_000, True)),
}


@pytest.mark.parametrize("name", INSTEAD)
def test_something_else_is_answered(name: str, county: Speaker, province: Served) -> None:
    fault, look, expected = INSTEAD[name]
    province.script({"match": "GET /api/v1/about", "action": "answer", "times": 2, **fault})
    for _ in range(2):
        assert look(county.session.get(province.url + "/api/v1/about", allow_redirects=False, timeout=5)) == expected
    assert county.get("about").json()["state"] == "open"


def test_the_clock_of_the_platform_is_skewed_in_its_date_and_its_words(county: Speaker, province: Served) -> None:
    province.script({"match": "GET /api/v1/about", "action": "skew", "seconds": 612})
    answer = county.get("about")
    ahead = [parsedate_to_datetime(answer.headers["Date"]), datetime.fromisoformat(answer.json()["server_time"])]
    assert all(timedelta(seconds=550) < one - datetime.now(UTC) < timedelta(seconds=613) for one in ahead)


def test_an_answer_is_reshaped_and_bears_other_headers(county: Speaker, province: Served) -> None:
    province.script(
        {"match": "GET /api/v1/about", "action": "reshape", "path": "contract_versions/*/state", "op": "set",
         "value": "beloved"},
        {"match": "GET /api/v1/about", "nth": 2, "action": "headers",
         "headers": {"Content-Type": "", "Date": "yesterday"}})
    assert [one["state"] for one in county.get("about").json()["contract_versions"]] == ["beloved"]
    answer = county.get("about")
    assert "Content-Type" not in answer.headers and answer.headers["Date"] == "yesterday"


def test_slowness_comes_before_after_or_in_drips(county: Speaker, province: Served) -> None:
    for fault in ({"action": "slow", "seconds": 0.2}, {"action": "slow_after", "seconds": 0.2},
                  {"action": "drip", "seconds": 0.001}):
        province.script({"match": "GET /api/v1/about", **fault})
        began = time.monotonic()
        assert county.get("about").json()["state"] == "open"
        assert time.monotonic() - began > 0.1


def test_a_match_may_leave_out_the_batch_and_name_the_end_of_the_path(county: Speaker, province: Served) -> None:
    batch_id = county.settle(SENT)
    no = {"action": "answer", "status": 418}
    province.script({"match": "GET /api/v1/batches/*/receipts", **no}, {"match": "GET /api/v1/batches/*$", **no})
    assert county.get("changes").status_code == 200
    assert [county.get(f"batches/{batch_id}").status_code for _ in range(2)] == [418, 200]
    assert [county.get(f"batches/{batch_id}/receipts").status_code for _ in range(2)] == [418, 200]


VERDICTS = {
    "duplicate": "1a1 2r1 3a1 1a1 2r1 3a1 1a1 2r1 3a1", "reverse": "3a1 2r1 1a1", "drop_last": "1a1 2r1",
    "foreign_row": "1a1 2r1 3a1 10000a1 1r9", "foreign_batch": "1a1 2r1 3a1", "interim": "1a1 2r1 3a1 1r0 2r0 3r0",
    "contradict": "1a1 2r1 3a1 1r1", "overturn": "1a1 2r1 3a1 1r2", "miscount": "1a1 2r1 3a1",
    "wrong_version": "1a1 2r1 3a1", "strange_words": "1r1 2r1 3r1",
}


@pytest.mark.parametrize("change", CHANGES)
def test_receipts_are_changed_as_real_platforms_do_and_keep_to_the_contract(
    change: str, county: Speaker, province: Served
) -> None:
    batch_id = county.settle(SENT)
    plain = county.get(f"batches/{batch_id}/receipts").json()
    province.script({"match": "GET /api/v1/batches/*/receipts", "action": "receipt", "change": change})
    page = county.get(f"batches/{batch_id}/receipts").json()
    told = " ".join(f"{one['row_no']}{one['status'][0]}{one['sequence']}" for one in page["rows"])
    assert told == VERDICTS[change] and page != plain
    assert list(schema("ReceiptPage").iter_errors(page)) == []
