-- grain: one entity of which a unit had rows that counted in the last month, up to this one, that counted at all
-- parameters: unit, month
WITH sent AS (
    SELECT fate.entity, fate.period
    FROM ops.fate
    JOIN ops.submission_sheet AS sheets ON sheets.sheet_id = fate.sheet_id
    JOIN ops.submission_file AS files ON files.file_id = sheets.file_id
    WHERE files.unit_code = %(unit)s AND fate.period <= %(month)s
      AND fate.fate IN ('loaded', 'duplicate')
)
SELECT DISTINCT entity FROM sent WHERE period = (SELECT max(period) FROM sent)
