-- grain: one row per registered labourer who is due the subsidy this year; in the numerator when it was paid
-- parameters: none
SELECT unit_code, id_no AS member, paid_on IS NOT NULL AS in_numerator, TRUE AS in_denominator,
       'worker_employment' AS entity, stage_row_id
FROM pg_temp.subsidy_due
WHERE subsidy_kind = '02' -- 一次性求职创业补贴
