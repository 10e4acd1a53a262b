-- grain: one row of a month and one decision of whose its person is that holds in the month, the newest decision first
-- parameters: period, name (of the entity); {entity}
SELECT files.file, sheets.sheet, staged.sheet_row AS "row", decision.owner, decision.units
FROM ops.ownership_decision AS decision
JOIN ops.ownership_case AS disputed ON disputed.number = decision.number AND disputed.entity = %(name)s
JOIN stage.{entity} AS staged ON staged.row_key = disputed.row_key
JOIN ops.submission_sheet AS sheets ON sheets.sheet_id = staged.sheet_id
JOIN ops.submission_file AS files ON files.file_id = sheets.file_id
WHERE files.period = %(period)s AND NOT decision.is_by_register AND decision.since <= %(period)s
ORDER BY decision.decision_id DESC
