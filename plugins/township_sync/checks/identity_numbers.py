"""Identity numbers of many rows at once (GB 11643, GB 32100), vectorised with numpy.

The same facts as `domain/identity.py`, which judges one number; a test holds the two against each other.
Every function takes a `str` series (missing values allowed) and gives a series of the same index.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from township_sync.domain.identity import ID_CHECK_CHARACTERS, ID_WEIGHTS, USCC_ALPHABET, USCC_WEIGHTS

if TYPE_CHECKING:
    import pandas as pd

FORM = r"^(?:[0-9]{17}[0-9X]|[0-9]{15})$"
LONG_FORM = r"^[0-9]{17}[0-9X]$"
USCC_FORM = r"^[0-9A-HJ-NPQRTUWXY]{18}$"


def birth_dates(numbers: pd.Series) -> pd.Series:
    """The birth date inside each number of good form (15 digits count as century 19); NaT where there is none."""
    import pandas as pd

    well_formed = numbers.where(numbers.str.match(FORM, na=False))
    digits = well_formed.str[6:14].where(well_formed.str.len() == 18, "19" + well_formed.str[6:12])
    return pd.to_datetime(digits, format="%Y%m%d", errors="coerce")


def check_fits(numbers: pd.Series) -> pd.Series:
    """True where an 18-character number of good form ends with the character that MOD 11-2 gives."""
    return _last_fits(numbers, LONG_FORM, "0123456789X", ID_WEIGHTS, 11, ID_CHECK_CHARACTERS)


def uscc_check_fits(codes: pd.Series) -> pd.Series:
    """True where a credit code of good form ends with the character that MOD 31 gives."""
    return _last_fits(codes, USCC_FORM, USCC_ALPHABET, USCC_WEIGHTS, 31, USCC_ALPHABET[:1] + USCC_ALPHABET[:0:-1])


def good(numbers: pd.Series, last_day: pd.Timestamp, oldest: int) -> pd.Series:
    """True where form, birth date, its range (not after `last_day`, at most `oldest` years) and check fit."""
    return check_fits(numbers) & born_in_range(birth_dates(numbers), last_day, oldest)


def born_in_range(births: pd.Series, last_day: pd.Timestamp, oldest: int) -> pd.Series:
    """True where a birth date is not after the day and its person is at most so many whole years old on it."""
    import pandas as pd

    return (births <= last_day) & (births > last_day - pd.DateOffset(years=oldest + 1))


def _last_fits(
    texts: pd.Series, form: str, alphabet: str, weights: tuple[int, ...], modulus: int, expected: str
) -> pd.Series:
    import numpy as np
    import pandas as pd

    fits = pd.Series(False, index=texts.index)
    formed = texts[texts.str.match(form, na=False)]
    if formed.empty:
        return fits
    letters = np.asarray(formed.to_numpy(dtype="S18")).view(np.uint8).reshape(-1, 18)
    value_of = np.zeros(128, dtype=np.int64)
    value_of[[ord(letter) for letter in alphabet]] = np.arange(len(alphabet))
    totals = value_of[letters[:, :17]] @ np.asarray(weights)
    wanted = np.frombuffer(expected.encode(), dtype=np.uint8)[totals % modulus]
    fits.loc[formed.index] = wanted == letters[:, 17]
    return fits
