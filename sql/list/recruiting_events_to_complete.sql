-- grain: one row per recruiting event of the year whose outcome came late, in part or not at all
-- parameters: none
SELECT sender AS unit_code, 'recruiting_event' AS entity, stage_row_id, event_no, event_name, ended_on, due_on,
       on_platform_on, visitors, poor_visitors, intents, hired
FROM pg_temp.service_recruiting_event
WHERE NOT (is_in_time AND is_complete)
ORDER BY unit_code, due_on, event_no
