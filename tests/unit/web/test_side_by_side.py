"""The two of a pair as they may be seen."""

from township_sync.steps.side_by_side import _side
from township_sync.warehouse.identity import Known


def test_a_number_of_a_person_in_the_name_of_an_employer_is_masked() -> None:
    shop = Known("key", "employer", "91430981MA4L1234X9", True, "小卖部13812345678", "430981105", "a.xlsx", "表", 4)
    assert _side(shop, False).name == "小卖部…5678" and _side(shop, True).name == "小卖部13812345678"
