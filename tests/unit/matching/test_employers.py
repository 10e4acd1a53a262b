"""One employer under two names is found where a code is missing or wrong; two right codes are two employers."""

import pytest

from township_sync.domain.identity import uscc_check_character
from township_sync.matching.employers import candidates, core_name
from township_sync.matching.pairs import Mention

FIRST = "91439999MA4L1TEST"
CODE = FIRST.replace("S", "5") + uscc_check_character(FIRST.replace("S", "5"))
OTHER_FIRST = "91439999MA4L1TE6T"
OTHER = OTHER_FIRST + uscc_check_character(OTHER_FIRST)


def employer(number: int, name: str, uscc: str | None = None, **more: str) -> Mention:
    return Mention(("file", "sheet", number), uscc, name, **more)


def found(*employers: Mention) -> list[tuple[str, ...]]:
    return [pair.evidence for pair in candidates(employers)]


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("沅江市新华纺织(集团)有限公司", "新华纺织"),
        ("湖南省益阳市新华纺织有限责任公司", "新华纺织"),
        ("湖南新华纺织", "新华纺织"),
        ("新华（沅江）纺织股份有限公司", "新华纺织"),
        ("公司", "公司"),
    ],
)
def test_a_name_is_compared_without_its_place_and_legal_form(name: str, core: str) -> None:
    assert core_name(name) == core


def test_variants_of_a_name_are_found_where_a_code_is_missing() -> None:
    [evidence] = found(employer(1, "沅江市新华纺织有限公司", CODE), employer(2, "新华纺织厂"))
    assert evidence == ("uscc_missing_or_wrong", "same_core_name")
    [evidence] = found(employer(1, "沅江市新华棉纺织有限公司", CODE), employer(2, "新华纺织厂", phone="1"))
    assert evidence == ("uscc_missing_or_wrong", "similar_core_name")


def test_two_right_codes_are_two_employers_whatever_they_are_called() -> None:
    assert found(employer(1, "新华纺织有限公司", CODE), employer(2, "新华纺织有限公司", OTHER)) == []


def test_a_code_with_one_slip_is_found_under_any_name() -> None:
    mistyped = CODE[:10] + ("2" if CODE[10] != "2" else "3") + CODE[11:]
    assert found(employer(1, "甲纺织", CODE), employer(2, "乙制衣", mistyped)) == [
        ("uscc_missing_or_wrong", "uscc_one_slip")]


def test_employers_of_two_places_are_two() -> None:
    assert found(employer(1, "新华纺织", place="益阳市沅江市"), employer(2, "新华纺织", place="长沙市")) == []
    assert found(employer(1, "新华纺织", place="益阳市沅江市"), employer(2, "新华纺织", place="沅江市", unit="b")) != []


def test_a_name_without_a_code_is_one_employer_in_one_township_and_may_be_two_in_two() -> None:
    assert found(employer(1, "新华纺织", unit="a"), employer(2, "新华纺织", unit="a")) == []
    assert found(employer(1, "新华纺织", unit="a"), employer(2, "新华纺织", unit="b")) == [
        ("uscc_missing_or_wrong", "same_core_name")]
