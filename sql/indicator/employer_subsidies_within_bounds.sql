-- grain: one row per subsidy of a kind that goes to employers, applied for this year and not refused
-- parameters: none
SELECT unit_code, concat_ws(' ', id_no, subsidy_kind, period_from) AS member, is_within_bounds AS in_numerator,
       TRUE AS in_denominator, 'subsidy' AS entity, stage_row_id
FROM pg_temp.employer_subsidy
