"""Answers made from the contract by Schemathesis: what keeps to it is understood, what does not is named by its place.

No network: the place of one exchange is taken by one that gives what was generated.
"""

import json
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given
from hypothesis import settings as limits
from hypothesis import strategies as st

from integration.province.conftest import made
from township_sync import project
from township_sync.errors import TownshipSyncError
from township_sync.outbound.province import ContractBroken, Province, open_platform
from township_sync.settings import Settings
from township_sync.transport import peer as transport
from township_sync.transport.answer import Answer, Call
from township_sync.transport.patience import Patience

NOW = datetime(2026, 11, 23, tzinfo=UTC)
BATCH, BODY = made()
ABOUT = {"contract_versions": [{"version": "1.0", "state": "current"}], "state": "open", "until": None,
         "server_time": "2026-11-23T00:00:00Z"}
CALLS: dict[str, Callable[[Province], Any]] = {
    "About": lambda province: province.about(),
    "Batch": lambda province: (province.withdraw("HN1", "x"), province.deliver(BATCH, BODY, 1, lambda: None)),
    "BatchList": lambda province: province.find("month-recruiter-2020-05-r1-1"),
    "Received": lambda province: province.deliver(BATCH, BODY, 1, lambda: None),
    "ReceiptPage": lambda province: list(province.receipts("HN1")),
    "ChangePage": lambda province: list(province.changes("")),
    "HoldingPage": lambda province: list(province.holdings("recruiter")),
    "RecordPage": lambda province: province.records_page("recruiter"),
    "Token": lambda province: province.find("month-recruiter-2020-05-r1-1"),
    "Error": lambda province: province.find("month-recruiter-2020-05-r1-1"),
}
QUICK = limits(max_examples=12, deadline=None, database=None, suppress_health_check=list(HealthCheck),
               phases=[Phase.generate, Phase.shrink])


@cache
def _schemas() -> Any:
    """Each schema of an answer as the body of an operation, which is what Schemathesis generates."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import schemathesis
    document = project.mapping("docs/provincial_platform.openapi.yaml")
    paths = {f"/{form}": {"post": {
        "requestBody": {"required": True, "content": {"application/json": {"schema": {
            "$ref": f"#/components/schemas/{form}"}}}},
        "responses": {"200": {"description": "-"}}}} for form in CALLS}  # fmt: skip
    whole = {"openapi": "3.1.0", "info": document["info"], "paths": paths,
             "components": {"schemas": document["components"]["schemas"]}}
    return schemathesis.openapi.from_dict(whole)


def _answers(form: str, *, good: bool) -> st.SearchStrategy[Any]:
    """Answers that keep to a schema of the contract, or that break it."""
    from schemathesis import GenerationMode

    mode = GenerationMode.POSITIVE if good else GenerationMode.NEGATIVE
    cases: st.SearchStrategy[Any] = _schemas()[f"/{form}"]["POST"].as_strategy(generation_mode=mode)
    return cases.map(lambda case: case.body)


class Gives:
    """Stands where one exchange stands: gives the answer for the form it belongs to, and plain ones before it."""

    def __init__(self, form: str, answer: Any) -> None:
        self._form, self._answer = form, answer

    def __call__(self, session: object, peer: str, address: str, call: Call, *_: object) -> Answer:
        path = call.path
        if path == "/oauth/token" and self._form != "Token":
            return _said({"access_token": "t", "token_type": "Bearer", "expires_in": 300})
        if path.endswith("/about") and self._form != "About":
            return _said(ABOUT)
        if self._form == "Token" and path != "/oauth/token":
            return _said({"items": []})
        if self._form == "Received" and not path.endswith("/content"):
            return _said(_declared())
        return _said(self._answer, 422 if self._form == "Error" else 200)


def _said(document: Any, status: int = 200) -> Answer:
    body = document if isinstance(document, bytes) else json.dumps(document).encode("utf-8", "surrogatepass")
    return Answer(status, {"Content-Type": "application/json"}, body)


def _declared() -> dict[str, Any]:
    manifest = {"contract_version": "1.0", "client_ref": BATCH.client_ref, "kind": "month", "dataset": BATCH.dataset,
                "period": "2020-05", "county_code": "430981", "revision": 1, "row_count": BATCH.row_count,
                "byte_count": BATCH.byte_count, "body_sha256": BATCH.body_sha256, "corrects": []}
    return {**manifest, "batch_id": "HN1", "idempotency_key": BATCH.idempotency_key, "state": "declared",
            "received_bytes": 0, "change_no": 1, "reason": None}


def _ask(form: str, answer: Any) -> Any:
    named = {"PLATFORM_URL": "http://127.0.0.1:9", "CLOCK_TOLERANCE": "1e12"}
    settings = Settings(Path(), {f"TOWNSHIP_SYNC_{name}": value for name, value in named.items()})
    elapsed = [0.0]

    def sleep(seconds: float) -> None:
        elapsed[0] += seconds

    patience = Patience(overall=1.0, clock=lambda: elapsed[0], sleep=sleep)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(transport, "exchange", Gives(form, answer))
        return CALLS[form](open_platform(settings, NOW, None, patience))


@pytest.mark.parametrize("form", CALLS)
def test_every_answer_that_keeps_to_the_contract_is_used_or_refused_in_our_own_words(form: str) -> None:
    @QUICK
    @given(answer=_answers(form, good=True))
    def check(answer: Any) -> None:
        try:
            _ask(form, answer)
        except ContractBroken as broken:
            pytest.fail(f"an answer that keeps to the contract was refused: {broken}")
        except TownshipSyncError:
            pass

    check()


@pytest.mark.parametrize("form", CALLS)
def test_every_answer_that_breaks_the_contract_raises_nothing_but_our_own_errors(form: str) -> None:
    @QUICK
    @given(answer=_answers(form, good=False))
    def check(answer: Any) -> None:
        try:
            _ask(form, answer)
        except TownshipSyncError as error:
            assert len(str(error)) < 3000 and str(error).isprintable()

    check()


CHECKED = [form for form in CALLS if form not in ("Token", "Error")]


@pytest.mark.parametrize("form", CHECKED)
def test_a_field_that_is_gone_renamed_retyped_or_says_a_new_word_is_named_by_its_place(form: str) -> None:
    @QUICK
    @given(answer=_answers(form, good=True), data=st.data())
    def check(answer: dict[str, Any], data: st.DataObject) -> None:
        changed = json.loads(json.dumps(answer))
        holder, name, place = data.draw(st.sampled_from(list(_fields(changed))))
        change = data.draw(st.sampled_from(["gone", "renamed", "retyped", "a new word"]))
        assume(change != "a new word" or name in ("state", "kind", "status", "action"))
        value = holder.pop(name)
        if change == "renamed":
            holder[f"{name}_v2"] = value
        elif change == "retyped":
            holder[name] = {"a": 1} if not isinstance(value, dict) else [1]
        elif change == "a new word":
            holder[name] = "perhaps"
        with pytest.raises(ContractBroken) as broken:
            _ask(form, changed)
        assert f"{place}: expected" in str(broken.value)
        is_told = isinstance(value, str) and len(value) > 20 and value in str(broken.value)
        assert not is_told, "no value is told"

    check()


def _fields(document: Any, place: str = "") -> Iterator[tuple[dict[str, Any], str, str]]:
    """Every field that the contract names: its holder, its name, where it is. What a list's records hold is free."""
    if isinstance(document, dict):
        for name, value in document.items():
            here = f"{place}.{name}".removeprefix(".")
            yield document, name, here
            if not (name == "items" and "as_of" in document):
                yield from _fields(value, here)
    elif isinstance(document, list):
        for number, item in enumerate(document[:3]):
            yield from _fields(item, f"{place}[{number}]")
