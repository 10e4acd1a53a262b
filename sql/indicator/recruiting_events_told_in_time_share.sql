-- grain: one row per recruiting event of the year whose outcome is due
-- parameters: none
SELECT sender AS unit_code, row_key AS member, is_in_time AND is_complete AS in_numerator, TRUE AS in_denominator,
       'recruiting_event' AS entity, stage_row_id
FROM pg_temp.service_recruiting_event
