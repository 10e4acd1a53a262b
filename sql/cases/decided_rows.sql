-- grain: one row of a month that claims something of which somebody decided who owns it, with that decision
-- parameters: period, name (of the entity); {entity}
WITH newest AS (
    SELECT DISTINCT ON (number) number, owner, units
    FROM ops.ownership_decision
    WHERE NOT is_by_register AND since <= %(period)s
    ORDER BY number, decision_id DESC
)
SELECT files.file, sheets.sheet, staged.sheet_row AS "row", newest.owner, newest.units
FROM newest
JOIN ops.ownership_case AS disputed ON disputed.number = newest.number AND disputed.entity = %(name)s
JOIN stage.{entity} AS staged ON staged.row_key = disputed.row_key
JOIN ops.submission_sheet AS sheets ON sheets.sheet_id = staged.sheet_id
JOIN ops.submission_file AS files ON files.file_id = sheets.file_id
WHERE files.period = %(period)s
