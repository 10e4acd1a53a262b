-- grain: one row per month, unit and sheet that is expected or came, with its light and how many places it is about
-- parameters: period, entity, units (null: all), today
SELECT period, unit_code, entity, places,
       CASE WHEN light <> 'absent' THEN light WHEN due_on < %(today)s THEN 'missing' ELSE 'due' END AS light
FROM ops.sheet_light
WHERE (%(period)s::text IS NULL OR period = %(period)s) AND (%(entity)s::text IS NULL OR entity = %(entity)s)
  AND (%(units)s::text[] IS NULL OR unit_code = ANY(%(units)s))
