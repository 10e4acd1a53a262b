"""Numbers as people read them: no zeros behind the last digit, no exponent."""

from decimal import Decimal

_CENT = Decimal("0.01")


def plain(number: Decimal) -> str:
    """`2600`, `0.5`: every digit there is."""
    return f"{number.normalize():f}"


def rounded(number: Decimal) -> str:
    """`2600.5`: at most two places, rounded half to even."""
    return plain(number.quantize(_CENT))


def percent(share: Decimal) -> str:
    """A share as `95%`, every digit there is."""
    return f"{plain(share * 100)}%"
