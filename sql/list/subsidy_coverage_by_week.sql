-- grain: one row per unit, kind and week that has begun: of those who are due it today, who was covered when it ended
-- parameters: as_of, subsidy_coverage_from, subsidy_coverage_due
WITH week AS (
    SELECT number, monday::date AS week_from, least(monday::date + 6, %(subsidy_coverage_due)s::date, %(as_of)s::date) AS week_to,
           count(*) OVER () AS weeks
    FROM generate_series(%(subsidy_coverage_from)s::date, %(subsidy_coverage_due)s::date, interval '7 days')
         WITH ORDINALITY AS begun (monday, number)
)
SELECT unit_code, NULL::text AS entity, NULL::bigint AS stage_row_id, subsidy_kind, week_from, week_to, count(*) AS eligible,
       count(*) FILTER (WHERE covered_on <= week_to) AS covered,
       count(*) FILTER (WHERE covered_on <= week_to IS NOT TRUE) AS remaining,
       ceil(count(*) * number / weeks::numeric)::integer AS covered_at_even_pace
FROM pg_temp.subsidy_due CROSS JOIN week
WHERE week_from <= %(as_of)s
GROUP BY unit_code, subsidy_kind, number, week_from, week_to, weeks
ORDER BY unit_code, subsidy_kind, week_from
