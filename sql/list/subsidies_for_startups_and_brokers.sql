-- grain: one row per subsidy of this year for founders of a business or for helping others into work
-- parameters: listed_subsidy_kinds, subsidy_states (words)
SELECT sender AS unit_code, 'subsidy' AS entity, stage_row_id, village_name, person_name, id_no, subsidy_kind, period_from, amount,
       applied_on, approved_on, paid_on,
       %(subsidy_states)s::jsonb ->> CASE WHEN paid_on IS NOT NULL THEN 'paid' WHEN approved_on IS NOT NULL THEN 'approved'
                                          WHEN review_result = '2' THEN 'refused' ELSE 'applied' END AS subsidy_state -- 2 不通过
FROM pg_temp.subsidy_told
WHERE subsidy_kind = ANY(%(listed_subsidy_kinds)s) AND is_of_this_year
ORDER BY unit_code, id_no, subsidy_kind, period_from
