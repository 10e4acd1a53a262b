"""Check characters of many numbers at once, held against arithmetic done by hand and against the single judge."""

import random
from datetime import date

import pandas as pd

from township_sync.checks import identity_numbers
from township_sync.domain import identity

# 4·7+3·9+9·10+9·5+9·8+9·4 + 1·2+9·1+8·6+0·3+0·7+1·9+0·10+1·5 + 1·8+0·4+1·2 = 381 = 34·11 + 7, and 7 stands for 5
BY_HAND = "439999198001011015"
# the example of GB 32100-2015 itself
USCC_OF_THE_STANDARD = "91350100M000100Y43"
TODAY, OLDEST = pd.Timestamp("2020-05-31"), 110


def text(*values: str | None) -> pd.Series:
    return pd.Series(values, dtype="str")


def test_a_number_worked_out_by_hand_fits_and_no_other_ending_does() -> None:
    endings = [BY_HAND[:17] + last for last in "0123456789X"]
    assert identity_numbers.check_fits(text(*endings)).tolist() == [number == BY_HAND for number in endings]


def test_every_changed_digit_and_every_exchange_of_neighbours_is_noticed() -> None:
    changed = [
        BY_HAND[:at] + str((int(BY_HAND[at]) + by) % 10) + BY_HAND[at + 1:] for at in range(17) for by in range(1, 10)
    ]
    exchanged = [
        BY_HAND[:at] + BY_HAND[at + 1] + BY_HAND[at] + BY_HAND[at + 2:]
        for at in range(17) if BY_HAND[at] != BY_HAND[at + 1]
    ]
    assert not identity_numbers.check_fits(text(*changed, *exchanged)).any()


def test_many_numbers_are_judged_as_each_one_alone() -> None:
    chance = random.Random(43)
    numbers = [f"439999{chance.randrange(10**8):08d}{chance.randrange(1000):03d}{chance.choice('0123456789X')}"
               for _ in range(3000)]
    numbers += ["", "439999", "4399991980010110I5", "４３9999198001011015", BY_HAND.lower()]
    series = text(*numbers)
    together = identity_numbers.check_fits(series) & identity_numbers.birth_dates(series).notna()
    assert together.tolist() == [identity.is_good_id(number) for number in numbers]


def test_a_missing_number_is_not_good_and_not_an_error() -> None:
    assert identity_numbers.good(text(None, BY_HAND), TODAY, OLDEST).tolist() == [False, True]


def test_a_frame_without_rows_is_judged_without_complaint() -> None:
    assert identity_numbers.good(text(), TODAY, OLDEST).empty


def test_birth_dates_of_both_generations_and_of_days_that_do_not_exist() -> None:
    numbers = text(BY_HAND, "439999800101101", "439999198002301018", "439999800230101", "x")
    births = identity_numbers.birth_dates(numbers)
    assert births.dt.strftime("%Y-%m-%d").fillna("-").tolist() == ["1980-01-01", "1980-01-01", "-", "-", "-"]


def test_nobody_is_born_after_the_month_or_older_than_the_oldest() -> None:
    days = pd.Series(pd.to_datetime(["2020-05-31", "2020-06-01", "1909-06-01", "1909-05-31"]))
    in_range = identity_numbers.born_in_range(days, TODAY, OLDEST)
    ages = [identity.age_on(day.date(), date(2020, 5, 31)) for day in days]
    assert in_range.tolist() == [True, False, True, False]
    assert ages[2:] == [110, 111]


def test_the_example_of_the_standard_is_a_good_credit_code_and_its_neighbours_are_not() -> None:
    endings = [USCC_OF_THE_STANDARD[:17] + last for last in identity.USCC_ALPHABET]
    fits = identity_numbers.uscc_check_fits(text(*endings))
    assert [code for code, good in zip(endings, fits, strict=True) if good] == [USCC_OF_THE_STANDARD]


def test_a_credit_code_with_a_letter_that_is_easily_confused_is_not_good() -> None:
    assert not identity_numbers.uscc_check_fits(text(*(USCC_OF_THE_STANDARD[:8] + sign + USCC_OF_THE_STANDARD[9:]
                                                       for sign in "IOSVZ"))).any()
