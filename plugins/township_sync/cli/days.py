"""Days as commands take them."""

from datetime import date

from township_sync.errors import UsageError


def day_of(text: str) -> date:
    """Read `2020-06-30`; anything else raises UsageError."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"'{text}' is no day; write it as 2020-06-30.") from None
