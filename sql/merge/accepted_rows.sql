-- grain: one data row of a month and entity that counts, in order of arrival
-- parameters: period, units (null for all); {entity} and its {fields} come from the contract
SELECT {fields}, files.unit_code AS "unit", files.file AS "sent as", sheets.sheet AS "on sheet",
       staged.sheet_row AS "sheet row", staged.states AS "cell states", staged.raw AS "typed texts",
       sheets.fields AS "present fields"
FROM ops.disposition
JOIN stage.{entity} AS staged USING (stage_row_id)
JOIN ops.submission_sheet AS sheets ON sheets.sheet_id = staged.sheet_id AND sheets.entity = disposition.entity
JOIN ops.submission_file AS files ON files.file_id = sheets.file_id
WHERE disposition.period = %(period)s AND disposition.fate IN ('loaded', 'duplicate')
  AND (%(units)s::text[] IS NULL OR files.unit_code = ANY(%(units)s))
ORDER BY staged.stage_row_id
