-- grain: one row per indicator of a run: the figure of the city, with how many units reach and miss their target
-- parameters: run_id, city
SELECT city.indicator, city.unit_code, city.numerator, city.denominator, city.value, city.operator, city.target, city.status,
       city.is_provisional, city.units_missing, coalesce(units.met, 0)::integer AS units_met,
       coalesce(units.missed, 0)::integer AS units_missed
FROM ops.indicator_figure AS city
LEFT JOIN (
    SELECT indicator, count(*) FILTER (WHERE status = 'met') AS met,
           count(*) FILTER (WHERE status IN ('missed', 'striving')) AS missed
    FROM ops.indicator_figure
    WHERE run_id = %(run_id)s AND unit_code <> %(city)s
    GROUP BY indicator
) AS units USING (indicator)
WHERE city.run_id = %(run_id)s AND city.unit_code = %(city)s
ORDER BY city.position
