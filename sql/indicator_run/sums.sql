-- grain: one row per unit, and one without a unit for all of them together, where a member of several counts once
-- parameters: those of the indicator; {members} is its statement
WITH members AS ({members}),
counted AS (
    SELECT DISTINCT ON (unit_code, member) unit_code, member, in_numerator, in_denominator,
           (to_jsonb(members) ->> 'amount')::numeric AS amount
    FROM members
    ORDER BY unit_code, member, in_numerator DESC, in_denominator DESC
)
SELECT unit_code, count(DISTINCT member) FILTER (WHERE in_numerator) AS numerator,
       count(DISTINCT member) FILTER (WHERE in_denominator) AS denominator,
       avg(amount) FILTER (WHERE in_numerator) AS mean,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY amount) FILTER (WHERE in_numerator) AS median
FROM counted
GROUP BY GROUPING SETS ((unit_code), ())
