-- grain: no rows; one row of ops.sheet_light for every sheet of a month that is expected or came
-- parameters: period
INSERT INTO ops.sheet_light (period, unit_code, entity, light, places, due_on)
SELECT sheet.period, sheet.unit_code, sheet.entity,
       CASE WHEN sheet.rows > 0 AND sheet.rows_right = 0 AND sheet.rows_refused > 0 THEN 'bad'
            WHEN counted.to_mend > 0 THEN 'fix'
            WHEN counted.to_check > 0 THEN 'check'
            WHEN sheet.received_at IS NOT NULL THEN 'good'
            WHEN sheet.is_expected THEN 'absent'
            ELSE 'none' END,
       coalesce(CASE WHEN counted.to_mend > 0 THEN counted.to_mend ELSE counted.to_check END, 0), sheet.due_on
FROM ops.sheet_month AS sheet
LEFT JOIN (
    SELECT unit_code, entity, sum(standing) FILTER (WHERE weight = 2) AS to_mend,
           sum(standing) FILTER (WHERE weight = 1) AS to_check
    FROM ops.finding_count
    WHERE period = %(period)s AND standing > 0
    GROUP BY unit_code, entity
) AS counted ON counted.unit_code = sheet.unit_code AND counted.entity = sheet.entity
WHERE sheet.period = %(period)s
