-- grain: one row per month, unit and sheet that is expected or came, with its light and how many places it is about
-- parameters: period, entity (null: all), units (null: all), today
SELECT sheet.period, sheet.unit_code, sheet.entity, sheet.rows, sheet.rows_right, sheet.received_at, sheet.is_on_time,
       sheet.due_on,
       CASE WHEN sheet.rows > 0 AND sheet.rows_right = 0 AND sheet.rows_refused > 0 THEN 'bad'
            WHEN counted.to_mend > 0 THEN 'fix'
            WHEN counted.to_check > 0 THEN 'check'
            WHEN sheet.received_at IS NOT NULL THEN 'good'
            WHEN NOT sheet.is_expected THEN 'none'
            WHEN sheet.due_on < %(today)s THEN 'missing'
            ELSE 'due' END AS light,
       coalesce(CASE WHEN counted.to_mend > 0 THEN counted.to_mend ELSE counted.to_check END, 0)::int AS places
FROM ops.sheet_month AS sheet
LEFT JOIN (
    SELECT period, unit_code, entity, sum(standing) FILTER (WHERE weight = 2) AS to_mend,
           sum(standing) FILTER (WHERE weight = 1) AS to_check
    FROM ops.finding_count
    WHERE standing > 0
      AND (%(period)s::text IS NULL OR period = %(period)s) AND (%(entity)s::text IS NULL OR entity = %(entity)s)
      AND (%(units)s::text[] IS NULL OR unit_code = ANY(%(units)s))
    GROUP BY period, unit_code, entity
) AS counted ON counted.period = sheet.period AND counted.unit_code = sheet.unit_code
            AND counted.entity = sheet.entity
WHERE (%(period)s::text IS NULL OR sheet.period = %(period)s)
  AND (%(entity)s::text IS NULL OR sheet.entity = %(entity)s)
  AND (%(units)s::text[] IS NULL OR sheet.unit_code = ANY(%(units)s))
