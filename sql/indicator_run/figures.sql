-- grain: one row per figure of a run, in the order of the pack and of the units
-- parameters: run_id
SELECT figure.indicator, figure.unit_code, run.as_of, run.known_on, figure.numerator, figure.denominator, figure.value,
       figure.operator, figure.target, figure.status, figure.is_provisional, pack.name AS pack, run.pack_digest,
       figure.units_missing
FROM ops.indicator_figure AS figure
JOIN ops.indicator_run AS run USING (run_id)
JOIN ops.policy_pack AS pack ON pack.digest = run.pack_digest
WHERE figure.run_id = %(run_id)s
ORDER BY figure.position
