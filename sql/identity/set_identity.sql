-- grain: no rows; one person or employer of a pair, with the row that says so
-- parameters: identity_key, kind, number, is_right, name, unit_code, file, sheet, row
INSERT INTO stage.identity (identity_key, kind, number, is_right, name, unit_code, file, sheet, "row")
VALUES (%(identity_key)s, %(kind)s, %(number)s, %(is_right)s, %(name)s, %(unit_code)s, %(file)s, %(sheet)s, %(row)s)
ON CONFLICT (identity_key) DO UPDATE
SET name = excluded.name, unit_code = excluded.unit_code, file = excluded.file, sheet = excluded.sheet,
    "row" = excluded."row"
