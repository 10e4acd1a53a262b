"""Refusals at the door: in the form of the contract whatever is wrong, and as the operator has set the platform."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from integration.exchange.conftest import Served
from integration.exchange.oracle import Ledger
from integration.sandbox.speaker import Sending, Speaker, digest, row, sending
from township_sync.sandbox.platform_contract import schema

SENT = sending("m-1", [row("a")])
HEADERS = {"Idempotency-Key": digest("x"), "Fencing-Token": "1"}
WRONG: dict[str, tuple[str, str, dict[str, Any], int, str]] = {
    "no such path": ("GET", "/api/v1/nothing", {}, 404, "PATH_UNKNOWN"),
    "no such method": ("DELETE", "/api/v1/batches", {}, 405, "METHOD_WRONG"),
    "no such batch": ("GET", "/api/v1/batches/HN9", {}, 404, "BATCH_UNKNOWN"),
    "a parameter too few": ("GET", "/api/v1/batches", {}, 422, "MALFORMED"),
    "a parameter too many": ("GET", "/api/v1/changes", {"params": {"x": "1"}}, 422, "MALFORMED"),
    "a parameter twice": ("GET", "/api/v1/changes", {"params": {"limit": ["1", "2"]}}, 422, "MALFORMED"),
    "a limit out of bounds": ("GET", "/api/v1/changes", {"params": {"limit": "1001"}}, 422, "MALFORMED"),
    "a number with a sign": ("GET", "/api/v1/changes", {"params": {"limit": "+1"}}, 422, "MALFORMED"),
    "a month where a quarter belongs": (
        "GET", "/api/v1/holdings/x", {"params": {"period": "2020-05"}}, 422, "MALFORMED"),
    "a line feed after an id": ("GET", "/api/v1/batches/HN1%0A", {}, 422, "MALFORMED"),
    "no JSON": ("POST", "/api/v1/batches/HN1/withdraw", {
        "data": b"{", "headers": {"Content-Type": "application/json"}}, 422, "MALFORMED"),
    "a field twice": ("POST", "/api/v1/batches/HN1/withdraw", {
        "data": b'{"reason": "a", "reason": "b"}', "headers": {"Content-Type": "application/json"}}, 422, "MALFORMED"),
    "a field too many": (
        "POST", "/api/v1/batches/HN1/withdraw", {"json": {"reason": "a", "why": ""}}, 422, "MALFORMED"),
    "another media type": ("POST", "/api/v1/batches/HN1/withdraw", {
        "data": b"reason=a", "headers": {"Content-Type": "text/plain"}}, 415, "MEDIA_TYPE"),
    "a body too large": ("PUT", "/api/v1/batches/HN1/content", {
        "params": {"offset": 0}, "data": b"x" * 1_048_577,
        "headers": {"Content-Type": "application/octet-stream", "Content-SHA256": digest("x"), "Fencing-Token": "1"}},
        413, "TOO_LARGE"),
    "a moment without an offset": ("POST", "/api/v1/batches", {
        "json": SENT.manifest, "headers": HEADERS | {"Request-Time": "2020-05-31T08:00:00"}}, 422, "MALFORMED"),
    "a quarter in a monthly batch": ("POST", "/api/v1/batches", {
        "json": SENT.manifest | {"period": "2020Q1"},
        "headers": HEADERS | {"Request-Time": "2020-05-31T08:00:00Z"}}, 422, "MALFORMED"),
}


@pytest.mark.parametrize("name", WRONG)
def test_whatever_is_wrong_is_said_in_the_form_of_the_contract(name: str, county: Speaker) -> None:
    method, path, said, status, code = WRONG[name]
    answer = county.session.request(method, county.url + path, timeout=5, **said)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert list(schema("Error").iter_errors(answer.json())) == []
    assert answer.headers["Content-Type"] == "application/json"
    assert (answer.headers.get("Allow") == "GET, POST") == (status == 405)


def test_no_answer_without_a_good_token_and_no_token_without_the_secret(county: Speaker, province: Served) -> None:
    bare = requests.get(province.url + "/api/v1/changes", timeout=5)
    assert (bare.status_code, bare.json()["code"]) == (401, "TOKEN_INVALID")
    form = {"grant_type": "client_credentials", "client_id": "tester", "client_secret": "guess"}
    assert requests.post(province.url + "/oauth/token", data=form, timeout=5).json()["code"] == "CLIENT_INVALID"
    province.script({"match": "GET", "action": "revoke"})
    assert county.get("changes").status_code == 401


def test_a_clock_that_is_off_is_told_what_time_it_is(county: Speaker, province: Served) -> None:
    late = (datetime.now(UTC) - timedelta(seconds=612)).isoformat()
    refused = county.declare(SENT, at=late)
    assert (refused.status_code, refused.json()["code"]) == (400, "CLOCK_SKEW")
    assert abs(datetime.fromisoformat(refused.json()["server_time"]) - datetime.now(UTC)) < timedelta(seconds=60)
    province.operate("clock", offset_seconds=-612)
    assert county.declare(SENT, at=late).status_code == 201
    assert county.get("about").json()["server_time"] < datetime.now(UTC).isoformat()


def test_a_version_that_is_not_spoken_is_refused_with_those_that_are(county: Speaker, province: Served) -> None:
    unknown = county.declare(Sending(SENT.manifest | {"contract_version": "1.7"}, SENT.body))
    assert (unknown.status_code, unknown.json()["supported"]) == (426, ["1.0"])
    province.operate("versions", **{"1.0": "withdrawn", "2.0": "current"})
    assert {one["version"]: one["state"] for one in county.get("about").json()["contract_versions"]} == {
        "1.0": "withdrawn", "2.0": "current"}
    for answer in (county.declare(SENT), county.get("changes")):
        assert (answer.status_code, answer.json()["code"], answer.json()["supported"]) == (
            410, "VERSION_WITHDRAWN", ["2.0"])


def test_a_platform_in_maintenance_says_until_when_and_one_that_is_read_only_still_tells(
    county: Speaker, province: Served, ledger: Ledger
) -> None:
    province.operate("state", state="read_only", until="2020-06-01T08:00:00+08:00")
    assert county.get("about").json() | {"server_time": "", "contract_versions": []} == {
        "contract_versions": [], "state": "read_only", "until": "2020-06-01T08:00:00+08:00", "server_time": ""}
    assert county.get("changes").status_code == 200
    refused = county.declare(SENT)
    assert (refused.status_code, refused.json()["code"], refused.headers["Retry-After"]) == (503, "READ_ONLY", "60")
    province.operate("state", state="maintenance", until=None)
    assert county.get("changes").json()["code"] == "MAINTENANCE" and county.get("about").status_code == 200
    assert ledger.outcomes() == []


def test_more_requests_than_allowed_are_refused_and_counted(county: Speaker, province: Served) -> None:
    province.operate("rate", rate=1, burst=3)
    answers = [county.get("changes") for _ in range(8)]
    assert [one.status_code for one in answers].count(200) in (3, 4)
    assert answers[-1].status_code == 429 and answers[-1].headers["Retry-After"] == "1"
    seconds = requests.get(province.url + "/__operator/requests", timeout=5).json()["seconds"]
    assert sum(refused for _, _, refused in seconds) in (4, 5)
