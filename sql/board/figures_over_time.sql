-- grain: one row per run of these in which a unit has a figure of an indicator
-- parameters: run_ids, indicator, unit_code
SELECT run_id, figure.indicator, figure.unit_code, figure.numerator, figure.denominator, figure.value, figure.operator,
       figure.target, figure.status, figure.is_provisional, figure.units_missing
FROM ops.indicator_figure AS figure JOIN ops.indicator_run AS run USING (run_id)
WHERE run_id = ANY(%(run_ids)s) AND indicator = %(indicator)s AND unit_code = %(unit_code)s
ORDER BY run.as_of
