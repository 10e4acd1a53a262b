"""The contract's schemas as checks of ours say the same as jsonschema, and where, and what kind of thing is there."""

import copy
import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from township_sync import project
from township_sync.errors import DefinitionError
from township_sync.outbound.province_contract import DOCUMENT
from township_sync.outbound.province_schema import check_of

COMPONENTS: Mapping[str, Any] = project.mapping(DOCUMENT)["components"]
SCHEMAS = COMPONENTS["schemas"]
STRICT = json.dumps(COMPONENTS).replace('$"', '\\\\Z"')
DIGEST = "ab" * 32
BATCH = {
    "batch_id": "HN1", "idempotency_key": DIGEST, "state": "received", "received_bytes": 10, "change_no": 2,
    "reason": None, "contract_version": "1.0", "client_ref": "month-a-2020-05-r1-1", "kind": "month", "dataset": "a",
    "period": "2020-05", "county_code": "430981", "revision": 1, "row_count": 1, "byte_count": 10,
    "body_sha256": DIGEST, "corrects": ["month-a-2020-04-r1-1", "month-a-2020-04-r1-2"],
}
RECEIPT = {"receipt_id": "HN1-1", "sequence": 1, "row_no": 1, "row_key": DIGEST, "action": "new", "row_version": DIGEST,
           "status": "rejected", "code": "E1", "message": "没有电话"}
GOOD: dict[str, Any] = {
    "BatchList": {"items": [BATCH]},
    "ChangePage": {"items": [BATCH, {**BATCH, "kind": "quarter", "period": "2020Q2", "corrects": []}],
                   "next_cursor": "2", "has_more": False},
    "ReceiptPage": {"batch_id": "HN1", "state": "final", "counts": {"received": 1, "accepted": 0, "rejected": 1},
                    "rows": [RECEIPT, RECEIPT], "next_cursor": None},
    "HoldingPage": {"dataset": "a", "period": None, "version": "v1", "row_count": 1, "columns": ["姓名"],
                    "rows": [{"row_key": DIGEST, "row_version": DIGEST, "batch_id": "HN1", "row_no": 1,
                              "values": ["x"]}], "next_cursor": ""},
    "RecordPage": {"dataset": "a", "version": "v1", "as_of": "2020-05-31", "row_count": 1, "unchanged": False,
                   "items": [{"姓名": "x", "户编号": None}], "next_cursor": None},
    "About": {"contract_versions": [{"version": "1.0", "state": "current"}], "state": "open",
              "until": "2020-05-31T08:00:00+08:00", "server_time": "2020-05-31T00:00:00.5Z"},
    "Error": {"code": "FENCED", "message": "", "received_bytes": 7, "supported": ["1.0"]},
}
OTHER: list[Any] = [None, True, 0, -1, 2.5, 10**17, "", "x", "2020-05", "2020Q2", "2020Q5", "x\n", "错" * 10_001, [],
                    {}, ["x", "x"], {"a": 1}, [1]]
_FORMATS = FormatChecker(formats=())


@_FORMATS.checks("date-time")
def _any_moment(value: object) -> bool:
    return not isinstance(value, str) or value.startswith("2020-05-31T")


@_FORMATS.checks("date")
def _any_day(value: object) -> bool:
    return not isinstance(value, str) or value == "2020-05-31"


def _holds(form: str, value: Any) -> bool:
    """Whether jsonschema finds nothing; Python's `$` would let a line feed at the end pass, `\\Z` does not."""
    schema = {"$ref": f"#/components/schemas/{form}", "components": json.loads(STRICT)}
    return Draft202012Validator(schema, format_checker=_FORMATS).is_valid(value)


@pytest.mark.parametrize("form", GOOD)
def test_a_good_answer_has_no_difference(form: str) -> None:
    assert _holds(form, GOOD[form])
    assert list(check_of(SCHEMAS[form], SCHEMAS)(GOOD[form])) == []


@given(form=st.sampled_from(sorted(GOOD)), data=st.data())
def test_one_change_is_a_difference_where_jsonschema_finds_one_and_nowhere_else(
    form: str, data: st.DataObject
) -> None:
    changed = copy.deepcopy(GOOD[form])
    holder, name = data.draw(st.sampled_from(list(_places(changed))))
    if data.draw(st.booleans()):
        holder[name] = data.draw(st.sampled_from(OTHER))
    else:
        del holder[name]
    differences = list(check_of(SCHEMAS[form], SCHEMAS)(changed))
    assert (differences == []) == _holds(form, changed), [one.path for one in differences]


def _places(document: Any) -> Any:
    places = document.items() if isinstance(document, dict) else enumerate(document)
    for name, value in list(places):
        yield document, name
        if isinstance(value, dict | list):
            yield from _places(value)


def test_a_field_more_is_tolerated_and_named() -> None:
    [found] = check_of(SCHEMAS["Received"], SCHEMAS)({"batch_id": "HN1", "received_bytes": 1, "more": [1]})
    assert (found.path, found.found, found.is_tolerated) == (("more",), "an array", True)


def test_kind_and_period_have_to_agree() -> None:
    check = check_of(SCHEMAS["Batch"], SCHEMAS)
    for kind, period in (("month", "2020Q2"), ("quarter", "2020-05")):
        [found] = check({**BATCH, "kind": kind, "period": period})
        assert found.path == ("period",) and not found.is_tolerated


@pytest.mark.parametrize("schema", [
    {"type": "string", "contentEncoding": "base64"}, {"type": "number"}, {"type": "string", "pattern": "[0-9]+"},
    {"type": "object", "properties": {"a": {"type": "integer", "minimum": 0, "maximum": 1, "multipleOf": 2}}},
])
def test_what_cannot_be_checked_stops_the_compiling(schema: dict[str, Any]) -> None:
    with pytest.raises(DefinitionError, match="contract"):
        check_of(schema, {})


def test_a_list_of_a_thousand_faults_is_not_told_whole() -> None:
    page = {**GOOD["ReceiptPage"], "rows": [{"a": 1}] * 1000}
    assert len(check_of(SCHEMAS["ReceiptPage"], SCHEMAS)(page)) < 100
