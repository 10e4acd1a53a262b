-- grain: one row per unit of one indicator of a run; those that miss the target first, then by how far they are
-- parameters: run_id, indicator, city, most, skipped
SELECT indicator, unit_code, numerator, denominator, value, operator, target, status, is_provisional, units_missing,
       (count(*) OVER ())::integer AS total
FROM ops.indicator_figure
WHERE run_id = %(run_id)s AND indicator = %(indicator)s AND unit_code <> %(city)s
ORDER BY array_position(ARRAY['missed', 'striving', 'no_baseline', 'not_run', 'met', 'nobody'], status) NULLS LAST,
         abs(value - target) DESC NULLS LAST, unit_code COLLATE "C"
LIMIT %(most)s OFFSET %(skipped)s
