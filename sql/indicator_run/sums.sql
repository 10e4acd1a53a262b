-- grain: one row per unit, and one without (unless there is nobody) for all of them together, where a member of several counts once
-- parameters: those of the indicator; {members} is its statement
WITH told AS MATERIALIZED (
    SELECT coalesce(unit_code, '') AS unit_code, member, in_numerator, in_denominator,
           (to_jsonb(members) ->> 'amount')::numeric AS amount
    FROM ({members}) AS members
),
counted AS (
    (SELECT DISTINCT ON (unit_code, member) unit_code, member, bool_or(in_numerator) OVER same AS in_numerator,
            bool_or(in_denominator) OVER same AS in_denominator, amount
     FROM told WINDOW same AS (PARTITION BY unit_code, member)
     ORDER BY unit_code, member, in_numerator DESC, amount)
    UNION ALL
    (SELECT DISTINCT ON (member) NULL, member, bool_or(in_numerator) OVER same, bool_or(in_denominator) OVER same, amount
     FROM told WINDOW same AS (PARTITION BY member)
     ORDER BY member, in_numerator DESC, amount)
)
SELECT unit_code, count(*) FILTER (WHERE in_numerator) AS numerator,
       count(*) FILTER (WHERE in_denominator) AS denominator, avg(amount) FILTER (WHERE in_numerator) AS mean,
       (percentile_cont(0.5) WITHIN GROUP (ORDER BY amount) FILTER (WHERE in_numerator))::numeric AS median
FROM counted
GROUP BY unit_code
