"""Bodies in pieces: resumable, checked piece by piece and whole, kept over the death of the platform, applied once."""

import sqlite3

import pytest

from integration.exchange.conftest import CLIENT, SECRET, Served
from integration.exchange.oracle import Ledger
from integration.sandbox.speaker import Sending, Speaker, body_of, digest, row, sending
from township_sync.errors import TerminalError
from township_sync.sandbox.platform_server import PlatformOptions, platform

SENT = sending("m-1", [row(f"k{number}") for number in range(5)])
HALF = len(SENT.body) // 2


def test_a_declaration_is_known_again_and_no_other_manifest_goes_under_its_key_or_name(
    county: Speaker, ledger: Ledger
) -> None:
    first, again = county.declare(SENT), county.declare(SENT)
    assert (first.status_code, again.status_code) == (201, 200) and first.json() == again.json()
    other = Sending(SENT.manifest | {"revision": 2}, SENT.body)
    assert county.declare(other).json()["code"] == "IDEMPOTENCY_CONFLICT"
    assert county.declare(SENT, key=digest("another")).json()["code"] == "IDEMPOTENCY_CONFLICT"
    assert ledger.outcomes() == ["new", "repeat", "conflict", "conflict"]


def test_a_piece_that_was_cut_off_is_sent_again_from_where_the_platform_stands(
    county: Speaker, province: Served, ledger: Ledger
) -> None:
    batch_id = county.declare(SENT).json()["batch_id"]
    assert county.upload(batch_id, SENT.body[:HALF]).json()["received_bytes"] == HALF
    province.script({"match": "PUT", "action": "reset_upload", "bytes": 10})
    with pytest.raises(OSError):
        county.upload(batch_id, SENT.body[HALF:], HALF)
    assert county.get(f"batches/{batch_id}").json()["received_bytes"] == HALF
    county.upload(batch_id, SENT.body[HALF:], HALF)
    assert county.commit(batch_id).json()["state"] == "received"
    assert ledger.ask("SELECT sum(length) FROM upload") == [(len(SENT.body),)]


def test_pieces_survive_the_death_of_the_platform(
    county: Speaker, province: Served, ledger: Ledger, options: PlatformOptions
) -> None:
    batch_id = county.declare(SENT).json()["batch_id"]
    county.upload(batch_id, SENT.body[:HALF])
    province.stop()
    # What a death in the middle of writing leaves behind: bytes of which the ledger knows nothing.
    with (ledger.path.parent / "platform.sqlite.uploads" / f"{batch_id}.1").open("ab") as file:
        file.write(b"half a piece")
    heir = Served(platform(ledger.path, CLIENT, SECRET, options))
    try:
        there = Speaker(heir.url, CLIENT, SECRET)
        assert there.declare(SENT).json()["received_bytes"] == HALF
        there.upload(batch_id, SENT.body[HALF:], HALF)
        assert there.commit(batch_id).status_code == 202
    finally:
        heir.stop()
    ledger.assert_each_applied_once(5)


def test_pieces_that_do_not_fit_change_nothing(county: Speaker, ledger: Ledger) -> None:
    batch_id = county.declare(SENT).json()["batch_id"]
    county.upload(batch_id, SENT.body[:HALF])
    refusals = [
        county.upload(batch_id, SENT.body[HALF:], HALF, said=digest("x")), county.upload(batch_id, b"x", HALF + 1),
        county.upload(batch_id, SENT.body, 1), county.upload(batch_id, SENT.body[HALF:] + b"x", HALF),
    ]
    assert [(one.status_code, one.json()["code"], one.json()["received_bytes"]) for one in refusals] == [
        (400, "CHECKSUM", HALF), (409, "OFFSET_WRONG", HALF), (409, "OFFSET_WRONG", HALF), (409, "TOO_LONG", HALF)]
    assert county.upload(batch_id, SENT.body[5:9], 5).json()["received_bytes"] == HALF
    assert county.commit(batch_id).json() | {"message": ""} == {
        "code": "INCOMPLETE", "message": "", "received_bytes": HALF}
    assert ledger.ask("SELECT outcome FROM upload ORDER BY number") == [
        ("kept",), ("digest",), ("offset",), ("offset",), ("long",), ("repeat",)]


def test_other_bytes_than_the_manifests_are_uploaded_anew(county: Speaker, ledger: Ledger) -> None:
    batch_id = county.declare(SENT).json()["batch_id"]
    county.upload(batch_id, b"x" * len(SENT.body))
    refused = county.commit(batch_id)
    assert (refused.status_code, refused.json()["code"], refused.json()["received_bytes"]) == (409, "CHECKSUM", 0)
    assert ledger.applied() == [] and county.get(f"batches/{batch_id}").json()["received_bytes"] == 0
    county.upload(batch_id, SENT.body)
    assert county.commit(batch_id).status_code == 202
    ledger.assert_each_applied_once(5)


def test_committing_again_applies_nothing_again(county: Speaker, ledger: Ledger) -> None:
    batch_id = county.send(SENT)
    assert county.commit(batch_id).json() == county.get(f"batches/{batch_id}").json()
    assert county.upload(batch_id, SENT.body).json()["received_bytes"] == len(SENT.body)
    ledger.assert_each_applied_once(5)
    assert ledger.ask("SELECT count(*), count(DISTINCT row_no) FROM received") == [(5, 5)]


GOOD = row("k")
UNREADABLE = {
    "another header": (body_of([GOOD]).replace(b"row_version", b"version"), 1),
    "no header": (b"\r\n", 1),
    "not UTF-8": (body_of([GOOD]) + b"\xff\xfe,new\r\n", 2),
    "a key with a space": (body_of([GOOD, row("k k")]), 2),
    "an action that nobody knows": (body_of([row("k", action="moved")]), 1),
    "fewer rows than the manifest says": (body_of([GOOD]), 2),
    "more rows than the manifest says": (body_of([GOOD, row("l")]), 1),
    "a quote that never ends": (body_of([GOOD, '"']), 2),
    "the same column twice": (body_of([GOOD]).replace("电话".encode(), "企业名称".encode()), 1),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_body_that_cannot_be_read_is_refused_whole_and_for_good(name: str, county: Speaker, ledger: Ledger) -> None:
    body, rows = UNREADABLE[name]
    facts = {"row_count": rows, "byte_count": len(body), "body_sha256": digest(body)}
    sent = Sending(SENT.manifest | facts, body)
    batch_id = county.declare(sent).json()["batch_id"]
    county.upload(batch_id, body).raise_for_status()
    refused = county.commit(batch_id)
    assert (refused.status_code, refused.json()["code"]) == (422, "UNREADABLE")
    stands = county.get(f"batches/{batch_id}").json()
    assert stands["state"] == "refused" and stands["reason"] == refused.json()["message"]
    assert county.commit(batch_id).json()["code"] == "STATE_WRONG"
    assert county.get(f"batches/{batch_id}/receipts").json()["code"] == "NO_RECEIPTS"
    assert ledger.applied() == [] and ledger.ask("SELECT count(*) FROM received") == [(0,)]


def test_the_sender_with_the_lower_token_is_refused_everywhere_and_after_a_restart(
    county: Speaker, province: Served, ledger: Ledger, options: PlatformOptions
) -> None:
    batch_id = county.declare(SENT, fence=7).json()["batch_id"]
    county.upload(batch_id, SENT.body[:HALF], fence=8)
    province.stop()
    heir = Served(platform(ledger.path, CLIENT, SECRET, options))
    try:
        zombie = Speaker(heir.url, CLIENT, SECRET)
        answers = [zombie.declare(SENT, fence=7), zombie.upload(batch_id, SENT.body[HALF:], HALF, fence=7),
                   zombie.commit(batch_id, fence=7)]
        assert [(one.status_code, one.json()["code"]) for one in answers] == [(409, "FENCED")] * 3
        zombie.upload(batch_id, SENT.body[HALF:], HALF, fence=8)
        assert zombie.commit(batch_id, fence=9).status_code == 202
    finally:
        heir.stop()
    assert ledger.ask("SELECT token FROM fence ORDER BY number") == [(7,), (8,), (9,)]


def test_a_ledger_of_an_earlier_sandbox_is_named_and_left_alone(ledger: Ledger) -> None:
    with sqlite3.connect(ledger.path) as old:
        old.execute("CREATE TABLE batch (batch_id TEXT)")
    with pytest.raises(TerminalError, match=r"platform.sqlite cannot be used .*move it away"):
        platform(ledger.path, CLIENT, SECRET)
    assert ledger.ask("SELECT name FROM sqlite_master") == [("batch",)]
