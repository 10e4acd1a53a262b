"""Days as commands take them."""

from datetime import date

from township_sync.errors import UsageError


def day_of(text: str) -> date:
    """Read `2020-06-30`, a day of 1900 to 2999; anything else raises UsageError."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"'{text}' is no day; write it as 2020-06-30.") from None
    if not 1900 <= day.year <= 2999:
        raise UsageError(f"'{text}' is no day of 1900 to 2999; write it as 2020-06-30.")
    return day
