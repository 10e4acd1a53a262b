"""Lists that come page by page: whole, never in a circle, begun anew where the platform forgot us (fault P21)."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from integration.province.conftest import FEED, HOLDINGS, RECEIPTS, ProvinceServer, World, made
from township_sync.errors import TerminalError
from township_sync.outbound.province import HoldingsChanged, Refused


@pytest.fixture(scope="module")
def server() -> Iterator[ProvinceServer]:
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if memory.is_dir() else None, ignore_cleanup_errors=True) as folder:
        served = ProvinceServer(Path(folder), page_size=3)
        yield served
        served.stop()


def _set(match: str, path: str, value: Any, **more: Any) -> dict[str, Any]:
    return {"match": match, "action": "reshape", "path": path, "op": "set", "value": value, "times": 99, **more}


def test_all_pages_of_receipts_come_in_order_with_what_they_say(world: World) -> None:
    batch, body = made()
    remote_id = world.deliver(batch, body)
    world.server.script(_set(RECEIPTS, "rows/0/message", "见\t439999199001011239 与 13800001234\0"))
    pages = list(world.open().receipts(remote_id))
    assert [len(page.receipts) for page in pages] == [3, 3, 2]
    assert [one.row_no for page in pages for one in page.receipts] == list(range(1, 9))
    assert all(page.is_final and dict(page.counts) == {"received": 8, "accepted": 8, "rejected": 0} for page in pages)
    assert pages[0].receipts[0].message == "见 …1239 与 …1234 ", "masked, and every sign can be stored"
    assert len({one.receipt_hash for page in pages for one in page.receipts}) == 8


def test_a_pending_batch_has_a_page_that_says_so(world: World) -> None:
    remote_id = world.deliver(*made())
    world.server.operate("polls", pending=9)
    [page] = world.open().receipts(remote_id)
    world.server.operate("polls", pending=0)
    assert (page.is_final, page.receipts) == (False, ())


@pytest.mark.parametrize("cursor", ["3", "6"])
def test_p21_pages_that_run_in_a_circle_are_noticed(world: World, cursor: str) -> None:
    remote_id = world.deliver(*made())
    world.server.script(_set(RECEIPTS, "next_cursor", cursor))
    with pytest.raises(TerminalError, match=r"receipts run in a circle"):
        list(world.open().receipts(remote_id))
    assert world.requests.number < 20


def test_p21_a_feed_that_runs_in_a_circle_is_noticed(world: World) -> None:
    world.deliver(*made(rows=1))
    world.server.script(_set(FEED, "has_more", True), _set(FEED, "next_cursor", "1"))
    world.server.script({"match": FEED, "action": "answer", "status": 200, "times": 99,
                         "body": '{"items": [], "next_cursor": "1", "has_more": true}'})
    with pytest.raises(TerminalError, match="circle"):
        list(world.open().changes(""))


def test_p21_receipts_begin_anew_once_when_the_platform_forgot_where_we_were(world: World) -> None:
    remote_id = world.deliver(*made())
    expired = {"match": RECEIPTS, "action": "answer", "status": 409, "body": '{"code": "CURSOR_EXPIRED"}'}
    world.server.script({**expired, "nth": 2})
    numbers = [one.row_no for page in world.open().receipts(remote_id) for one in page.receipts]
    assert numbers == [1, 2, 3, *range(1, 9)]
    world.server.script({**expired, "times": 99})
    with pytest.raises(Refused, match="409 CURSOR_EXPIRED"):
        list(world.open().receipts(remote_id))


def test_the_feed_tells_every_change_in_order_and_goes_on_from_a_cursor(world: World) -> None:
    start = list(world.open().changes(""))[-1].cursor
    made_now = [made(rows=1) for _ in range(2)]
    for batch, body in made_now:
        world.deliver(batch, body)
    pages = list(world.open().changes(start))
    told = [(one.client_ref, one.state) for page in pages for one in page.batches]
    assert told == [(batch.client_ref, state) for batch, _ in made_now for state in ("declared", "received")]
    numbers = [one.change_no for page in pages for one in page.batches]
    assert numbers == sorted(set(numbers))
    [last] = world.open().changes(pages[-1].cursor)
    assert (last.batches, last.has_more, last.cursor) == ((), False, pages[-1].cursor)


def test_p21_a_place_in_the_feed_that_is_unknown_leads_back_to_its_beginning(world: World) -> None:
    batch, body = made(rows=1)
    world.deliver(batch, body)
    whole = [one.change_no for page in world.open().changes("") for one in page.batches]
    again = [one.change_no for page in world.open().changes("99999999") for one in page.batches]
    assert again == whole != []


def test_holdings_come_whole_with_their_values(world: World) -> None:
    batch, body = made()
    world.deliver(batch, body)
    pages = list(world.open().holdings(batch.dataset))
    assert [len(page.rows) for page in pages] == [3, 3, 2]
    assert {(page.version, page.row_count, page.columns) for page in pages} == {
        (pages[0].version, 8, ("企业名称", "电话"))}
    assert sorted(row.values[0] for page in pages for row in page.rows) == [f"第{row}家" for row in range(1, 9)]


def test_p21_a_page_that_is_missing_is_told_at_the_end(world: World) -> None:
    batch, body = made()
    world.deliver(batch, body)
    world.server.script(_set(HOLDINGS, "next_cursor", None, nth=2))
    with pytest.raises(TerminalError, match=r"holds 8 rows of .* and gives 6"):
        list(world.open().holdings(batch.dataset))


@pytest.mark.parametrize("way", ["version", "409"])
def test_holdings_that_change_while_they_are_read_are_left_to_a_later_run(world: World, way: str) -> None:
    batch, body = made()
    world.deliver(batch, body)
    refused = {"match": HOLDINGS, "action": "answer", "status": 409, "body": '{"code": "LIST_CHANGED"}', "nth": 2}
    world.server.script(refused if way == "409" else _set(HOLDINGS, "version", "another", nth=2))
    with pytest.raises(HoldingsChanged, match="changed while it was read"):
        list(world.open().holdings(batch.dataset))


def test_holdings_of_another_dataset_are_refused(world: World) -> None:
    batch, body = made()
    world.deliver(batch, body)
    world.server.script(_set(HOLDINGS, "dataset", "other"))
    with pytest.raises(TerminalError, match="answers with another dataset"):
        list(world.open().holdings(batch.dataset))
