"""Count the reporting rates of a month; those of a closed month stay as it was closed."""

from township_sync.compilers.due_days import due_day, monthly_sheets
from township_sync.domain.period import Month
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.periods import closed_months
from township_sync.warehouse.rates import count_month


def count_rates(connection: Connection, period: Month) -> None:
    """Count a month as it stands now, inside the caller's transaction; nothing is done for a closed one."""
    if str(period) not in closed_months(connection):
        count_anew(connection, period)


def count_anew(connection: Connection, period: Month) -> None:
    """Count a month as it stands now, inside the caller's transaction, also when it was closed until now."""
    count_month(connection, str(period), monthly_sheets(period), due_day(period))
