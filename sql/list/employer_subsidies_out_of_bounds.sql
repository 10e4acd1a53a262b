-- grain: one row per subsidy to an employer whose amount, months or contract are not as its kind demands
-- parameters: none
SELECT unit_code, 'subsidy' AS entity, stage_row_id, person_name, id_no, subsidy_kind, period_from, period_to, amount,
       amount_each, amount_min, amount_max, months_so_far, months_max, has_contract, insured, start_date
FROM pg_temp.employer_subsidy
WHERE NOT is_within_bounds
ORDER BY unit_code COLLATE "C", subsidy_kind, id_no COLLATE "C", period_from
