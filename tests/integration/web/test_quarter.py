"""Posts of a quarter: opening + joined − exited = closing, and the unit that does not balance comes first."""

from integration.web.conftest import Reader
from integration.web.forms import text_of


def test_the_balance_stands_by_unit_and_type(reader: Reader) -> None:
    said = text_of(reader("auditor").get("/quarter"))
    assert "泗湖山镇 保洁员 2 1 1 2 不平：1个岗位" in said and "草尾镇 保洁员 1 0 0 1 平" in said
    assert said.index("泗湖山镇") < said.index("草尾镇")


def test_a_quarter_without_posts_says_so(reader: Reader) -> None:
    assert "还没有公益性岗位数据" in text_of(reader("auditor").get("/quarter?quarter=2019Q4"))
    assert reader("auditor").get("/quarter?quarter=x").status_code == 400
