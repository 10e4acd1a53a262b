-- grain: one row per active carrier that tells another number of poor workers than there are persons of it on the day
-- parameters: as_of
SELECT carrier.unit_code, 'carrier' AS entity, carrier.stage_row_id, carrier.carrier_name, carrier.uscc,
       carrier.poor_workers, told.persons, told.persons - coalesce(carrier.poor_workers, 0) AS difference
FROM pg_temp.carrier_state AS carrier
CROSS JOIN LATERAL (
    SELECT count(DISTINCT worker.id_no)::integer AS persons
    FROM pg_temp.now_carrier_worker AS worker
    WHERE worker.uscc = carrier.uscc AND coalesce(worker.start_date <= %(as_of)s, TRUE)
      AND coalesce(worker.end_date >= %(as_of)s, TRUE)
) AS told
WHERE carrier.is_active AND told.persons <> coalesce(carrier.poor_workers, 0)
ORDER BY abs(told.persons - coalesce(carrier.poor_workers, 0)) DESC, carrier.unit_code COLLATE "C",
         carrier.uscc COLLATE "C"
