-- grain: one figure of a unit about a month's last day
-- parameters: run_id, codes (of the units, the city's first), indicators (names, in order)
INSERT INTO ops.indicator_figure (run_id, position, indicator, unit_code, numerator, denominator, value, operator, target, status,
                                  is_provisional, units_missing)
SELECT %(run_id)s, (which - 1) * cardinality(%(codes)s) + unit - 1, indicator, code, share, 100, share / 100.0, '>=', 0.9,
       CASE WHEN share >= 90 THEN 'met' ELSE 'missed' END, false, 0
FROM unnest(%(indicators)s::text[]) WITH ORDINALITY AS named (indicator, which)
CROSS JOIN unnest(%(codes)s::text[]) WITH ORDINALITY AS known (code, unit)
CROSS JOIN LATERAL (SELECT 80 + (which * 7 + unit * 3 + %(run_id)s) %% 21 AS share) AS reached
