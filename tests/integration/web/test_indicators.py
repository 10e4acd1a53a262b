"""Indicators: from the city's figure to the unit's, and to the persons whom it counts, masked and on record."""

import re

from integration.web.conftest import Reader
from integration.web.forms import submitted, text_of
from integration.web.furnished import TWINS, A
from township_sync.warehouse.connect import Connection

FIGURE = f"/indicators/employed_share/units/{A}"


def test_figures_stand_against_their_targets(reader: Reader) -> None:
    said = text_of(reader("auditor").get("/indicators"))
    assert "截至2020-05-31的情况" in said and "100.00% 不低于60% 达标" in said
    assert "没有这个页面" in text_of(reader("auditor").get("/indicators/no_such"))


def test_one_indicator_is_shown_by_unit_and_over_time(reader: Reader) -> None:
    said = text_of(reader("auditor").get("/indicators/employed_share?day=2020-05-31"))
    assert "泗湖山镇 1 1 100.00%" in said and "全市历次数值" in said


def test_persons_are_masked_for_all_and_whole_for_the_bureau_each_time_on_record(
    actor: Reader, changed: Connection
) -> None:
    masked = submitted(actor("auditor"), FIGURE, f"{FIGURE}/members", day="2020-05-31")
    assert masked.status_code == 200 and TWINS[0] not in masked.text and TWINS[0][-4:] in masked.text
    assert re.search(r'href="/tracing/\d+/\d+"', masked.text)
    whole = submitted(actor("bureau"), FIGURE, f"{FIGURE}/whole", day="2020-05-31")
    assert TWINS[0] in whole.text and "worker_employment.xlsx" in whole.text
    acts = changed.execute("SELECT subject ->> 'thing' AS thing FROM ops.audit WHERE action = 'personal_data_viewed'")
    assert [row["thing"] for row in acts] == [f"employed_share {A} 2020-05"] * 2


def test_a_unit_that_is_none_of_ours_is_not_there(reader: Reader) -> None:
    assert reader("auditor").get("/indicators/employed_share/units/999").status_code == 404
