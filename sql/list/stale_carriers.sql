-- grain: one row per active carrier and part that was not told lately enough, the longest first
-- parameters: as_of
SELECT unit_code, 'carrier' AS entity, stage_row_id, carrier_name, uscc, label AS part, told_on,
       fresh_until + 1 AS stale_since, %(as_of)s::date - fresh_until AS days_stale
FROM pg_temp.carrier_part
WHERE fresh_until < %(as_of)s
ORDER BY fresh_until, unit_code COLLATE "C", uscc COLLATE "C", label COLLATE "C"
