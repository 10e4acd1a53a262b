"""Made-up content of staged rows for measuring: texts of the length that they have in earnest, the same every time."""

from psycopg import sql

from township_sync.domain.contract import Column, Entity


def made_up_values(entity: Entity) -> sql.Composable:
    """One expression for each column of the entity, over `unit`, `row`, `unit_code` and `first_day` of a statement.

    Numbers of persons are of an area that nobody lives in, and fail their check.
    """
    return sql.SQL(", ").join(_value(column) for column in entity.columns)


def _value(column: Column) -> sql.Composable:
    if column.field == "unit_code":
        return sql.SQL("unit_code")
    if column.type == "id_no":
        return sql.SQL("'439999' || lpad((unit * 100 + row)::text, 11, '0') || 'X'")
    if column.type == "date":
        return sql.SQL("(first_day - row)::text")
    return sql.SQL("left({}, 6) || (row * 7 + unit) %% 997").format(sql.Literal(column.header))
