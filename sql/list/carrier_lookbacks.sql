-- grain: one row per carrier that is there or left this year: where it stands in looking back, the most overdue first
-- parameters: as_of
SELECT unit_code, 'carrier' AS entity, stage_row_id, carrier_name, uscc, carrier_type, on_platform_on, lookback_on,
       lookback_result, recheck_on, recheck_result, exit_date, state, next_step, due_by,
       CASE WHEN due_by < %(as_of)s THEN %(as_of)s::date - due_by END AS days_overdue
FROM pg_temp.carrier_state
WHERE NOT has_exited OR exit_date >= date_trunc('year', %(as_of)s::date)
ORDER BY due_by NULLS LAST, unit_code COLLATE "C", uscc COLLATE "C"
