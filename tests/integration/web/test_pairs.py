"""The review queue: side by side and masked, whole values for the bureau only and on record, decisions by name."""

import pytest

from integration.web.conftest import Reader
from integration.web.forms import submitted, text_of
from integration.web.furnished import TWINS
from township_sync.settings import Settings
from township_sync.warehouse import identity
from township_sync.warehouse.connect import Connection, connect

THE_TWINS = """
SELECT pair_id FROM ops.identity_pair JOIN stage.identity ON identity_key IN (left_key, right_key)
WHERE number = ANY(%s) GROUP BY pair_id HAVING count(*) = 2
"""


@pytest.fixture(scope="session")
def twins(furnished: Settings) -> int:
    """The number of the pair whose numbers differ in the last place."""
    with connect(furnished) as connection:
        row = connection.execute(THE_TWINS, [TWINS]).fetchone()
    assert row is not None
    return int(row["pair_id"])


def _acts(connection: Connection, action: str) -> list[str]:
    found = connection.execute("SELECT actor FROM ops.audit WHERE action = %s ORDER BY number", [action])
    return [row["actor"] for row in found]


def test_the_queue_is_masked_and_says_what_speaks_for_it(reader: Reader) -> None:
    answer = reader("auditor").get("/pairs")
    assert "王*" in answer.text and "证件号只差一处" in answer.text
    assert not any(number in answer.text for number in TWINS)


def test_a_pair_shows_both_rows_and_where_they_differ(reader: Reader, twins: int) -> None:
    answer = reader("auditor").get(f"/pairs/{twins}")
    said = text_of(answer)
    assert "号码第18位不同" in said and "双阜村 双阜村 相同" in said and "校验位不对" in said
    assert not any(number in answer.text for number in TWINS) and "13812345678" not in answer.text


def test_whole_values_are_on_record_before_they_are_shown(actor: Reader, changed: Connection, twins: int) -> None:
    assert _acts(changed, "personal_data_viewed") == []
    shown = submitted(actor("bureau"), f"/pairs/{twins}", f"/pairs/{twins}/whole")
    assert all(number in shown.text for number in TWINS) and shown.headers["cache-control"] == "no-store"
    assert _acts(changed, "personal_data_viewed") == ["王股长"]


def test_what_a_form_showed_has_no_address_in_another_language(actor: Reader, twins: int) -> None:
    shown = submitted(actor("bureau"), f"/pairs/{twins}", f"/pairs/{twins}/whole")
    assert "hreflang" not in shown.text and "hreflang" in actor("bureau").get(f"/pairs/{twins}").text


def test_a_decision_is_kept_with_its_reason_and_not_without(actor: Reader, changed: Connection, twins: int) -> None:
    path = f"/pairs/{twins}"
    for lacking, sentence in (({"answer": "same"}, "请写明理由"), ({"because": "看过身份证"}, "请先选择")):
        answer = submitted(actor("bureau"), path, f"{path}/decide", **lacking)
        assert answer.status_code == 400 and sentence in answer.text and _acts(changed, "pair_decided") == []
    done = submitted(actor("bureau"), path, f"{path}/decide", answer="same", because="看过身份证")
    assert done.status_code == 303 and _acts(changed, "pair_decided") == ["王股长"]
    assert "同一个" in text_of(actor("auditor").get("/pairs?state=decided"))
    again = submitted(actor("bureau"), path, f"{path}/decide", answer="same", because="看过身份证")
    assert again.headers["location"].endswith("done=pair_unchanged")


def test_pages_of_the_queue_are_the_queue_without_what_decisions_imply(changed: Connection) -> None:
    waiting = [each.pair_id for each in identity.pairs(changed) if each.is_open]
    first, total = identity.open_pairs(changed, 3)
    second, _ = identity.open_pairs(changed, 3, 3)
    assert total == len(waiting) > 6 and [each.pair_id for each in (*first, *second)] == waiting[:6]
    decided, count = identity.decided_pairs(changed, 50)
    assert [each.pair_id for each in decided] == [each.pair_id for each in identity.pairs(changed)
                                                  if each.verdict in ("same", "different")] and count == len(decided)


def test_a_pair_that_is_not_there_is_said(reader: Reader) -> None:
    assert reader("auditor").get("/pairs/999").status_code == 400


def test_only_the_decision_that_was_shown_can_be_overruled(actor: Reader, changed: Connection, twins: int) -> None:
    path = f"/pairs/{twins}"
    submitted(actor("bureau"), path, f"{path}/decide", answer="same", because="看过身份证")
    first = identity.pair(changed, twins).decided_at
    assert first is not None
    said = {"answer": "different", "because": "户口本上是两人"}
    old_page = submitted(actor("bureau"), path, f"{path}/decide", overrule="2020-06-01T08:00:00+08:00", **said)
    assert old_page.status_code == 400 and _acts(changed, "pair_decided") == ["王股长"]
    assert f'name="overrule" value="{first.isoformat()}"' in actor("bureau").get(path).text.replace("&#43;", "+")
    shown = submitted(actor("bureau"), path, f"{path}/decide", overrule=first.isoformat(), **said)
    assert shown.status_code == 303 and _acts(changed, "pair_decided") == ["王股长", "王股长"]
