"""Moments, days and numbers as the pages show them: the clock of 沅江市."""

from datetime import date, datetime

from township_sync.domain.period import COUNTY_TIME


def clock() -> datetime:
    """The moment of a request; tests hand another clock to `board`."""
    return datetime.now(COUNTY_TIME)


def moment(at: datetime | None) -> str:
    """`2020-06-05 14:03` in Asia/Shanghai, or a dash."""
    return at.astimezone(COUNTY_TIME).strftime("%Y-%m-%d %H:%M") if at else "—"


def day(at: datetime | date | None) -> str:
    """`2020-06-05` in Asia/Shanghai, or a dash."""
    local = at.astimezone(COUNTY_TIME) if isinstance(at, datetime) else at
    return f"{local:%Y-%m-%d}" if local else "—"


def number(value: float | None, digits: int = 0) -> str:
    """`12,345`, or a dash."""
    return "—" if value is None else f"{value:,.{digits}f}"


def percent(part: float | None, whole: float | None, digits: int = 1) -> str:
    """`98.5%` of a whole, or a dash where there is no whole."""
    return f"{100 * part / whole:.{digits}f}%" if whole and part is not None else "—"
