-- grain: one thing that was wrong; the last twenty still are
-- parameters: kinds (of alerts), details (what their sentences name, as JSON), alerts (how many), now
INSERT INTO ops.alert (kind, subject, severity, details, opened_at, seen_at, cleared_at)
SELECT (%(kinds)s::text[])[1 + nth %% cardinality(%(kinds)s::text[])], nth::text, 'warning', %(details)s, found_at,
       found_at + interval '1 hour', CASE WHEN nth <= %(alerts)s - 20 THEN found_at + interval '2 hours' END
FROM generate_series(1, %(alerts)s) AS nth
CROSS JOIN LATERAL (SELECT %(now)s - (%(alerts)s - nth) * interval '3 hours' AS found_at) AS moment
