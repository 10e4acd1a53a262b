-- grain: one row per active carrier that is below the standard of its kind
-- parameters: none
SELECT unit_code, 'carrier' AS entity, stage_row_id, carrier_name, uscc, carrier_type, floor_area, floor_area_min,
       posts, posts_min, poor_workers, poor_workers_min
FROM pg_temp.carrier_state
WHERE is_active AND NOT is_up_to_standard
ORDER BY unit_code COLLATE "C", uscc COLLATE "C"
