-- grain: one row per employed registered labourer of working age whose wage counts
-- parameters: none
SELECT unit_code, id_no AS member, TRUE AS in_numerator, TRUE AS in_denominator, 'worker_employment' AS entity,
       stage_row_id, monthly_wage AS amount
FROM pg_temp.earner
