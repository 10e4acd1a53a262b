-- grain: one row per subsidy that was approved and not paid up to the day
-- parameters: as_of
SELECT sender AS unit_code, 'subsidy' AS entity, stage_row_id, village_name, person_name, id_no, subsidy_kind, period_from,
       period_to, amount, approved_on, %(as_of)s::date - approved_on AS days_waiting
FROM pg_temp.subsidy_told
WHERE approved_on IS NOT NULL AND paid_on IS NULL
ORDER BY unit_code, id_no, subsidy_kind, period_from
