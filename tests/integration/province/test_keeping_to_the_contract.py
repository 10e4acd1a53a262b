"""A platform that changed its contract, its version or its clock is noticed in time (faults P14, P16, P17)."""

import logging
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from integration.province.conftest import ABOUT, COMMIT, DECLARE, HOLDINGS, RECEIPTS, UPLOAD, World, made
from township_sync.errors import TerminalError
from township_sync.outbound.province import ClockSkew, ContractBroken, Refused, VersionWithdrawn
from township_sync.outbound.province_contract import version
from township_sync.outbound.province_talk import Clock

VERSIONS = [{"version": "2.0", "state": "current"}, {"version": "1.0", "state": "deprecated"}]


def _reshape(match: str, path: str, op: str, **more: Any) -> dict[str, Any]:
    return {"match": match, "action": "reshape", "path": path, "op": op, "times": 99, **more}


@pytest.mark.parametrize("seconds", [612, -612, 86_400, -86_400])
def test_p14_a_clock_that_is_off_is_told_by_how_much_and_nothing_is_sent(world: World, seconds: int) -> None:
    batch, body = made()
    now = datetime.now(UTC) + timedelta(seconds=seconds)
    with pytest.raises(ClockSkew, match=rf"seconds {'ahead of' if seconds > 0 else 'behind'} the platform's") as skew:
        world.open(now).deliver(batch, body, 1, lambda: None)
    [told] = re.findall(r"is (\d+) seconds", str(skew.value))
    assert abs(int(told) - abs(seconds)) <= 2, "a Date header has whole seconds"
    assert world.server.declarations(batch) == []


def test_p14_five_minutes_are_no_matter(world: World) -> None:
    batch, body = made()
    assert world.open(datetime.now(UTC) + timedelta(seconds=280)).deliver(batch, body, 1, lambda: None)


def test_p14_our_clock_is_the_moment_of_the_run_and_the_time_since(world: World) -> None:
    passed = [50.0]
    clock = Clock(datetime(2020, 6, 5, 1, tzinfo=UTC), passed[0], lambda: passed[0])
    passed[0] += 7200
    assert clock.now() == datetime(2020, 6, 5, 3, tzinfo=UTC)
    clock.compare(datetime(2020, 6, 5, 3, 5, tzinfo=UTC))
    with pytest.raises(ClockSkew, match="is 301 seconds behind"):
        clock.compare(datetime(2020, 6, 5, 3, 5, 1, tzinfo=UTC))


@pytest.mark.parametrize("match", [ABOUT, DECLARE, COMMIT, RECEIPTS])
def test_p14_every_answer_bears_the_platforms_clock(world: World, match: str) -> None:
    batch, body = made()
    remote_id = world.deliver(*made())
    world.server.script({"match": match, "action": "skew", "seconds": 3600, "times": 9})
    with pytest.raises(ClockSkew, match=r"is 3[56]\d\d seconds behind"):
        world.deliver(batch, body) if match != RECEIPTS else list(world.open().receipts(remote_id))


def test_p14_a_platform_that_refuses_our_clock_is_told_as_such(world: World) -> None:
    batch, body = made()
    theirs = (datetime.now(UTC) - timedelta(seconds=612)).isoformat(timespec="seconds")
    said = f'{{"code": "CLOCK_SKEW", "message": "时钟偏差", "server_time": "{theirs}"}}'
    world.server.script({"match": DECLARE, "action": "answer", "status": 400, "body": said})
    with pytest.raises(ClockSkew, match=r"is 61\d seconds ahead of"):
        world.deliver(batch, body)
    world.server.script({"match": DECLARE, "action": "answer", "status": 400, "body": '{"code": "CLOCK_SKEW"}'})
    with pytest.raises(Refused, match="400 CLOCK_SKEW"):
        world.deliver(batch, body)


BROKEN = {
    "renamed": (_reshape(RECEIPTS, "rows/*/row_version", "rename", to="version"),
                ["rows[0].row_version: expected it to be there, found nothing", "rows[0].version: expected no such"]),
    "missing": (_reshape(RECEIPTS, "counts/accepted", "remove"), ["counts.accepted: expected it to be there"]),
    "number to text": (_reshape(RECEIPTS, "rows/3/row_no", "retype"),
                       ["rows[3].row_no: expected an integer from 1 to 10000, found a string"]),
    "list to text": (_reshape(RECEIPTS, "rows", "retype"), ["rows: expected an array, found a string"]),
    "a new word": (_reshape(RECEIPTS, "rows/0/status", "set", value="accepted_in_part"),
                   ["rows[0].status: expected one of accepted, rejected, found another string"]),
    "too long": (_reshape(RECEIPTS, "rows/1/message", "set", value="错" * 10_001),
                 ["rows[1].message: expected a string of 0 to 10000 characters, found a string of 10001 characters"]),
    "a line feed behind": (_reshape(RECEIPTS, "rows/0/row_key", "set", value="ab\n"), ["rows[0].row_key: expected"]),
    "beyond": (_reshape(RECEIPTS, "rows/0/row_no", "set", value=10_001), ["rows[0].row_no: expected an integer"]),
}  # fmt: skip


@pytest.mark.parametrize("fault", BROKEN.values(), ids=BROKEN)
def test_p16_an_answer_of_another_form_stops_with_the_difference(
    world: World, fault: tuple[dict[str, Any], list[str]]
) -> None:
    remote_id = world.deliver(*made())
    world.server.script(fault[0])
    with pytest.raises(ContractBroken) as broken:
        list(world.open().receipts(remote_id))
    assert f"ReceiptPage differs from contract {version()}" in str(broken.value)
    assert all(one in str(broken.value) for one in fault[1])
    assert "错" not in str(broken.value) and "in_part" not in str(broken.value)


def test_p16_a_declaration_answered_in_another_form_is_not_followed_by_an_upload(world: World) -> None:
    batch, body = made()
    world.server.script(_reshape(DECLARE, "received_bytes", "rename", to="bytes_received"))
    with pytest.raises(ContractBroken, match=r"received_bytes: expected it to be there"):
        world.deliver(batch, body)
    assert world.server.about_batch("upload", batch) == []
    world.server.script()
    assert world.deliver(batch, body) and world.server.was_taken_once(batch)


def test_p16_a_field_more_is_passed_over_and_logged_once_by_its_name(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    remote_id = world.deliver(*made())
    world.server.script(_reshape(RECEIPTS, "rows/*/reviewer", "set", value="张三"),
                        _reshape(RECEIPTS, "rows/0/439999199001011239", "set", value=1))
    province = world.open()
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            assert [len(page.receipts) for page in province.receipts(remote_id)] == [8]
    assert [record.getMessage().count("rows[].reviewer") for record in caplog.records] == [1]
    assert "张三" not in caplog.text and "439999" not in caplog.text


@pytest.mark.parametrize(("versions", "named"), [
    ({"1.0": "withdrawn", "2.0": "current"}, "it speaks 2.0"), ({"2.0": "current", "3.1": "deprecated"}, "2.0, 3.1"),
    ({"1.0": "withdrawn"}, "it speaks others"),
])
def test_p17_a_version_that_is_no_longer_spoken_is_named_before_anything_is_sent(
    world: World, versions: dict[str, str], named: str
) -> None:
    batch, body = made()
    world.server.operate("versions", **versions)
    with pytest.raises(VersionWithdrawn, match=rf"no longer speaks version 1.0 .*{named}"):
        world.deliver(batch, body)
    assert world.server.declarations(batch) == []


@pytest.mark.parametrize(("match", "status", "code"), [
    (DECLARE, 426, "VERSION_UNKNOWN"), (DECLARE, 410, "VERSION_WITHDRAWN"), (UPLOAD, 410, "VERSION_WITHDRAWN"),
])
def test_p17_a_version_withdrawn_during_a_run_stops_it(world: World, match: str, status: int, code: str) -> None:
    batch, body = made()
    said = f'{{"code": "{code}", "message": "此版接口已停用", "supported": ["2.0", "2.1"]}}'
    world.server.script({"match": match, "action": "answer", "status": status, "body": said})
    with pytest.raises(VersionWithdrawn, match=r"1\.0 of the contract, it speaks 2\.0, 2\.1; nothing is sent"):
        world.deliver(batch, body)
    assert world.server.about_batch("applied", batch, "row_no") == []


def test_p17_a_version_that_will_be_withdrawn_is_logged_and_used(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    batch, body = made()
    world.server.operate("versions", **{"1.0": "deprecated", "2.0": "current"})
    with caplog.at_level(logging.WARNING):
        world.deliver(batch, body)
    assert "will stop speaking version 1.0 of the contract; it speaks 2.0" in caplog.text


def test_a_batch_of_another_county_is_never_taken_for_ours(world: World) -> None:
    batch, body = made()
    world.deliver(batch, body)
    world.server.script(_reshape("GET /api/v1/batches$", "items/0/county_code", "set", value="430999"))
    with pytest.raises(TerminalError, match="answers with another batch"):
        world.open().find(batch.client_ref)
    world.server.script(_reshape(DECLARE, "county_code", "set", value="430999"))
    with pytest.raises(TerminalError, match=r"something else under our .* \(county_code differ"):
        world.deliver(batch, body)
    world.server.script(_reshape("GET /api/v1/batches$", "items/0/client_ref", "set", value="month-other"))
    with pytest.raises(TerminalError, match="answers with another batch"):
        world.open().find(batch.client_ref)


def test_rows_that_do_not_fit_their_columns_are_no_holdings(world: World) -> None:
    batch, body = made()
    world.deliver(batch, body)
    world.server.script(_reshape(HOLDINGS, "rows/0/values", "set", value=["one"]))
    with pytest.raises(TerminalError, match=r"1 rows of .* another number of values"):
        list(world.open().holdings(batch.dataset))
