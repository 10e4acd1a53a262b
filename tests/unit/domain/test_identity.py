"""Identity numbers against facts that were not computed by this project."""

from datetime import date

import pytest
from stdnum.iso7064 import mod_11_2

from township_sync.domain import identity


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014"])
def test_the_examples_of_the_standard_are_good(number: str) -> None:
    assert identity.is_good_id(number)


@pytest.mark.parametrize("first_17", [f"439999{1950 + year}0{1 + year % 9}15{sequence:03d}"
                                      for year in range(0, 60, 7) for sequence in (1, 28, 999)])
def test_the_check_character_is_that_of_iso_7064(first_17: str) -> None:
    assert identity.id_check_character(first_17) == mod_11_2.calc_check_digit(first_17)


def test_every_single_wrong_digit_is_noticed() -> None:
    good = "43999919900307" + "123"
    good += identity.id_check_character(good)
    for place in range(6, 17):
        for digit in "0123456789":
            wrong = good[:place] + digit + good[place + 1:]
            assert identity.is_good_id(wrong) == (wrong == good)


@pytest.mark.parametrize(
    "number", ["439999199002301234", "43999919901301123X", "4399991990010112", "43999919900101X23X"]
)
def test_impossible_dates_and_forms_are_not_good(number: str) -> None:
    assert not identity.is_good_id(number)


def test_an_old_number_becomes_eighteen_characters_of_the_same_person() -> None:
    longer = identity.extend_15_digits("439999810628815")
    assert longer is not None
    assert longer[:17] == "43999919810628815" and identity.is_good_id(longer)
    assert identity.extend_15_digits("439999811328815") is None


@pytest.mark.parametrize("code", ["91350100M000100Y43", "91110000600037341L"])
def test_credit_codes_from_public_examples_have_the_right_last_character(code: str) -> None:
    assert identity.uscc_check_character(code[:17]) == code[17]


def test_age_counts_whole_years() -> None:
    assert identity.age_on(date(1990, 6, 30), date(2020, 6, 29)) == 29
    assert identity.age_on(date(1990, 6, 30), date(2020, 6, 30)) == 30
    assert identity.age_on(date(1992, 2, 29), date(2020, 2, 28)) == 27
