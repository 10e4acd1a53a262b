"""Each field of each answer counts: renamed, removed, of another type or joined by a stranger, it breaks the contract.

Judged by JSON Schema over real answers of the platform; Schemathesis does the same for one field, as the proof that it
would (test_conformance.py), but would take minutes for all of them.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pytest
import requests

from integration.exchange.conftest import CLIENT, SECRET, Served
from integration.sandbox.speaker import Sending, Speaker, digest, row, sending
from township_sync.sandbox.answer_changes import reshaped
from township_sync.sandbox.platform_contract import contract, schema
from township_sync.sandbox.platform_server import PlatformOptions, platform


class Place(NamedTuple):
    """A field of an answer: the schema of the answer, the path to the field, whether it has to be there."""

    answer: str
    path: str
    is_required: bool


def _schemas() -> dict[str, Any]:
    found: dict[str, Any] = contract()["components"]["schemas"]
    return found


def _answers() -> set[str]:
    """Schemas of everything that the platform answers."""
    responses = [*contract()["components"]["responses"].values()]
    for item in contract()["paths"].values():
        responses += [one for said in item.values() if "responses" in said for one in said["responses"].values()]
    contents = [one["content"]["application/json"]["schema"] for one in responses if "content" in one]
    return {str(one["$ref"]).rpartition("/")[2] for one in contents}


def _places(answer: str, node: dict[str, Any], path: str = "") -> Iterator[Place]:
    while "$ref" in node:
        node = _schemas()[node["$ref"].rpartition("/")[2]]
    for name, below in node.get("properties", {}).items():
        yield Place(answer, path + name, name in node.get("required", ()))
        yield from _places(answer, below, f"{path}{name}/")
    if "items" in node:
        yield from _places(answer, node["items"], f"{path}*/")


PLACES = [place for answer in sorted(_answers()) for place in _places(answer, _schemas()[answer])]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, list[Any]]]:
    """Real answers by schema, so chosen that every field is there in one of them."""
    folder = tmp_path_factory.mktemp("answers")
    (folder / "records" / "register_person").mkdir(parents=True)
    (folder / "records" / "register_person" / "2020-05-31.csv").write_text("姓名\n丁一\n", encoding="utf-8")
    served = Served(platform(folder / "p.sqlite", CLIENT, SECRET, PlatformOptions(records=folder / "records")))
    form = {"grant_type": "client_credentials", "client_id": CLIENT, "client_secret": SECRET}
    token = requests.post(served.url + "/oauth/token", data=form, timeout=5).json()
    try:
        yield {"Token": [token], **_said(Speaker(served.url, CLIENT, SECRET))}
    finally:
        served.stop()


def _said(county: Speaker) -> dict[str, list[Any]]:
    first = sending("m-1", [row("a"), row("b", phone="")])
    batch_id = county.settle(first)
    second = county.declare(sending("m-2", [row("c", corrects="m-1#1")], corrects=["m-1"])).json()["batch_id"]
    late = county.declare(first, at=(datetime.now(UTC) - timedelta(days=1)).isoformat())
    strange = Sending(first.manifest | {"contract_version": "9.9"}, b"")
    return {
        "About": [county.get("about").json()],
        "Batch": [county.get(f"batches/{batch_id}").json()],
        "BatchList": [county.get("batches", client_ref="m-1").json()],
        "ChangePage": [county.get("changes").json()],
        "Error": [county.upload(second, b"x", 5).json(), late.json(), county.declare(strange, key=digest("s")).json()],
        "HoldingPage": [county.get("holdings/recruiter").json()],
        "Received": [county.upload(second, b"row_key").json()],
        "ReceiptPage": [county.get(f"batches/{batch_id}/receipts").json()],
        "RecordPage": [county.get("records/register_person").json()],
    }


def _is_red(place: Place, found: dict[str, list[Any]], **change: Any) -> bool:
    """Whether every answer that the change touches is red, and it touches one."""
    validator = schema(place.answer)
    pairs = [(said, reshaped(said, {"path": place.path, **change})) for said in found[place.answer]]
    touched = [changed for said, changed in pairs if changed != said]
    return bool(touched) and not any(validator.is_valid(changed) for changed in touched)


def test_every_answer_keeps_to_the_contract_as_it_comes(answers: dict[str, list[Any]]) -> None:
    assert set(answers) == _answers() and len(PLACES) > 90
    for name, found in answers.items():
        for said in found:
            assert list(schema(name).iter_errors(said)) == []


@pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{place.answer}/{place.path}")
def test_a_field_that_is_renamed_retyped_removed_or_joined_by_another_breaks_the_contract(
    place: Place, answers: dict[str, list[Any]]
) -> None:
    assert _is_red(place, answers, op="rename", to="renamed")
    assert _is_red(place, answers, op="retype")
    assert _is_red(place, answers, op="remove") == place.is_required
    beside = place._replace(path=place.path.rpartition("/")[0] + "/stranger" if "/" in place.path else "stranger")
    assert _is_red(beside, answers, op="set", value="new")
