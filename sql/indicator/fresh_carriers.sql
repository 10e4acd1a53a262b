-- grain: one row per active carrier; fresh = itself, its workers and its posts were each told lately enough
-- parameters: as_of
SELECT unit_code, uscc AS member, bool_and(fresh_until >= %(as_of)s) AS in_numerator, TRUE AS in_denominator,
       'carrier' AS entity, stage_row_id
FROM pg_temp.carrier_part
GROUP BY unit_code, uscc, stage_row_id
