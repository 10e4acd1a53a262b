"""Identity numbers of persons and organisations, judged by their standards and by nothing else.

Sources: GB 11643-1999 (citizen identification number, ISO 7064 MOD 11-2), GB 32100-2015 (unified social credit code,
MOD 31-3 weights). The area code is information and never a reason to reject (docs/decisions/).
"""

import re
from datetime import date

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECK_CHARACTERS = "10X98765432"
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def id_check_character(first_17: str) -> str:
    """The 18th character that GB 11643 gives for 17 digits."""
    total = sum(int(digit) * weight for digit, weight in zip(first_17, ID_WEIGHTS, strict=True))
    return ID_CHECK_CHARACTERS[total % 11]


def birth_date(id_no: str) -> date | None:
    """The birth date inside an 18-character number, or None when it is no real date."""
    digits = id_no[6:14]
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None


def is_good_id(id_no: str) -> bool:
    """Form, real birth date and check character; age and area are not looked at."""
    return (
        re.fullmatch(r"[0-9]{17}[0-9X]", id_no) is not None
        and birth_date(id_no) is not None
        and id_check_character(id_no[:17]) == id_no[17]
    )


def extend_15_digits(id_no: str) -> str | None:
    """A number of the first generation with century 19 and its check character, or None when its date is not real."""
    longer = id_no[:6] + "19" + id_no[6:]
    if birth_date(longer + "0") is None:
        return None
    return longer + id_check_character(longer)


def uscc_check_character(first_17: str) -> str:
    """The 18th character that GB 32100 gives for 17 characters of its alphabet."""
    total = sum(USCC_ALPHABET.index(c) * weight for c, weight in zip(first_17, USCC_WEIGHTS, strict=True))
    return USCC_ALPHABET[(31 - total % 31) % 31]


def is_good_uscc(uscc: str) -> bool:
    """Length, alphabet and check character."""
    return len(uscc) == 18 and not set(uscc) - set(USCC_ALPHABET) and uscc_check_character(uscc[:17]) == uscc[17]


def age_on(born: date, day: date) -> int:
    """Whole years of age on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
