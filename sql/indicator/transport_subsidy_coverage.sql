-- grain: one row per registered labourer who is due the subsidy this year; in the numerator when it counts as covered (Q11)
-- parameters: none
SELECT unit_code, id_no AS member, covered_on IS NOT NULL AS in_numerator, TRUE AS in_denominator,
       'worker_employment' AS entity, stage_row_id
FROM pg_temp.subsidy_due
WHERE subsidy_kind = '01' -- 转移就业交通补助
