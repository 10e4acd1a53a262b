-- grain: one row per person whom a unit tells in this month as in the month before: the same, or a change that says its kind
-- parameters: as_of
WITH bounds AS (SELECT date_trunc('month', %(as_of)s::date)::date AS first_day),
told AS (
    SELECT version.*, first_day, lag(valid_to) OVER (PARTITION BY row_key ORDER BY valid_from) AS valid_to_before,
           lag(sender) OVER (PARTITION BY row_key ORDER BY valid_from) AS sender_before
    FROM pg_temp.versions_worker_employment AS version CROSS JOIN bounds
)
SELECT sender AS unit_code, id_no AS member, valid_from < first_day OR coalesce(change_type, '') <> '' AS in_numerator,
       TRUE AS in_denominator, 'worker_employment' AS entity, stage_row_id
FROM told
WHERE (valid_to IS NULL OR valid_to > %(as_of)s)
  AND (valid_from < first_day OR (valid_to_before = first_day AND sender_before = sender))
