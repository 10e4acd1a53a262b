"""Identity numbers of many rows at once (GB 11643, GB 32100), vectorised with numpy.

The same facts as `domain/identity.py`, which judges one number; a test holds the two against each other.
Every function takes a `str` series (missing values allowed) and gives a series of the same index.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from township_sync.domain.identity import ID_CHECK_CHARACTERS, ID_WEIGHTS, USCC_ALPHABET, USCC_WEIGHTS

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

FORM = r"^(?:[0-9]{17}[0-9X]|[0-9]{15})$"
LONG_FORM = r"^[0-9]{17}[0-9X]$"
USCC_FORM = r"^[0-9A-HJ-NPQRTUWXY]{18}$"
_ID_SIGNS = "0123456789X"
_LONG, _SHORT = 18, 15
_NO_SIGN, _TEN = 255, 10


def birth_dates(numbers: pd.Series) -> pd.Series:
    """The birth date inside each number of good form (15 digits count as century 19); NaT where there is none."""
    import numpy as np
    import pandas as pd

    births = np.full(len(numbers), np.datetime64("NaT", "us"))
    for width, century in ((_LONG, ()), (_SHORT, (1, 9))):
        at, digits = _formed(numbers, width, _ID_SIGNS)
        whole = digits[: _LONG - 1].max(axis=0, initial=0) < _TEN
        told = digits[6 : 14 - len(century), whole]
        begun = [np.full(len(told[0]), digit, dtype="uint8") for digit in century]
        births[at[whole]] = _days(np.stack([*begun, *told]))
    return pd.Series(births, index=numbers.index)


def _days(digits: np.ndarray) -> np.ndarray:
    """The days that eight digits name, given digit by digit; NaT for one that does not exist."""
    import numpy as np

    year = _weighed(digits[:4], (1000, 100, 10, 1))
    month, day = _weighed(digits[4:6], (10, 1)), _weighed(digits[6:], (10, 1))
    first = ((year - 1970) * 12 + np.clip(month, 1, 12) - 1).astype("datetime64[M]")
    found = first.astype("datetime64[D]") + (day - 1)
    is_real = (month >= 1) & (month <= 12) & (day >= 1) & (found.astype("datetime64[M]") == first)
    return np.where(is_real, found, np.datetime64("NaT", "D")).astype("datetime64[us]")


def sexes(numbers: pd.Series) -> pd.Series:
    """1 (male) or 2 (female) of each 18-character number of good form, as text; nothing for others."""
    import numpy as np
    import pandas as pd

    at, digits = _formed(numbers, _LONG, _ID_SIGNS)
    is_odd = np.full(len(numbers), -1)
    is_odd[at] = digits[_LONG - 2] % 2
    told = pd.Series(["2", "1"], dtype="str").array.take(is_odd, allow_fill=True)
    return pd.Series(told, index=numbers.index)


def check_fits(numbers: pd.Series) -> pd.Series:
    """True where an 18-character number of good form ends with the character that MOD 11-2 gives."""
    return _last_fits(numbers, _ID_SIGNS, ID_WEIGHTS, 11, ID_CHECK_CHARACTERS, _TEN)


def uscc_check_fits(codes: pd.Series) -> pd.Series:
    """True where a credit code of good form ends with the character that MOD 31 gives."""
    return _last_fits(codes, USCC_ALPHABET, USCC_WEIGHTS, 31, USCC_ALPHABET[:1] + USCC_ALPHABET[:0:-1])


def good(numbers: pd.Series, last_day: pd.Timestamp, oldest: int) -> pd.Series:
    """True where form, birth date, its range (not after `last_day`, at most `oldest` years) and check fit."""
    return check_fits(numbers) & born_in_range(birth_dates(numbers), last_day, oldest)


def born_in_range(births: pd.Series, last_day: pd.Timestamp, oldest: int) -> pd.Series:
    """True where a birth date is not after the day and its person is at most so many whole years old on it."""
    import pandas as pd

    return (births <= last_day) & (births > last_day - pd.DateOffset(years=oldest + 1))


def _last_fits(
    texts: pd.Series, alphabet: str, weights: tuple[int, ...], modulus: int, expected: str, below: int = _NO_SIGN
) -> pd.Series:
    """Whether the last sign is the one expected; the values of the others must be `below`."""
    import numpy as np
    import pandas as pd

    at, values = _formed(texts, _LONG, alphabet)
    totals = _weighed(values[:-1], weights)
    value_of = np.asarray([alphabet.index(sign) for sign in expected])
    fits = np.zeros(len(texts), dtype=bool)
    fits[at] = (value_of[totals % modulus] == values[-1]) & (values[:-1].max(axis=0, initial=0) < below)
    return pd.Series(fits, index=texts.index)


def _formed(texts: pd.Series, width: int, alphabet: str) -> tuple[np.ndarray, np.ndarray]:
    """The places of the texts of so many signs, all of the alphabet; and sign by sign its place in the alphabet, for
    all of these texts."""
    import numpy as np

    at, signs = _of_width(texts, width)
    place_of = np.full(256, _NO_SIGN, dtype="uint8")
    place_of[[ord(sign) for sign in alphabet]] = np.arange(len(alphabet))
    places = np.ascontiguousarray(place_of[signs].reshape(-1, width).T)
    is_formed = places.max(axis=0) != _NO_SIGN
    return (at, places) if is_formed.all() else (at[is_formed], places[:, is_formed])


def _of_width(texts: pd.Series, width: int) -> tuple[np.ndarray, np.ndarray]:
    """The places of the texts of so many bytes, and their bytes one after the other."""
    import numpy as np
    import pyarrow

    told = pyarrow.array(texts.array, type=pyarrow.large_string())
    whole = told.combine_chunks() if isinstance(told, pyarrow.ChunkedArray) else told
    if not len(whole):
        return np.zeros(0, dtype="int64"), np.zeros(0, dtype="uint8")
    ends = np.frombuffer(whole.buffers()[1], dtype="int64")[whole.offset : whole.offset + len(whole) + 1]
    is_filled = whole.is_valid().to_numpy(zero_copy_only=False)
    at = np.flatnonzero((np.diff(ends) == width) & is_filled)
    starts = ends[at]
    if not len(at):
        return at, np.zeros(0, dtype="uint8")
    every_byte = np.frombuffer(whole.buffers()[2], dtype="uint8")
    if starts[-1] - starts[0] == width * (len(at) - 1):  # they follow each other
        return at, every_byte[starts[0] : starts[-1] + width]
    return at, every_byte[(starts[:, None] + np.arange(width)).ravel()]


def _weighed(digits: np.ndarray, weights: Sequence[int]) -> np.ndarray:
    """The sum of digits times weights, given digit by digit."""
    import numpy as np

    total = np.zeros(digits.shape[1], dtype="int64")
    for digit, weight in zip(digits, weights, strict=True):
        total += digit.astype("int64") * weight
    return total
