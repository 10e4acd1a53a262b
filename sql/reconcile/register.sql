-- grain: a table of one row per row of ours, and per person of the register whom nobody reports, against the register
-- parameters: is_whole (is everybody of it reported), headers (compared), key (header of the number); {entity}, {number}, {content}
CREATE TEMPORARY TABLE registered AS
WITH listed AS (
    SELECT row_key, unit_code, {number} AS number, jsonb_strip_nulls({content}) AS content
    FROM core.{entity} AS register
    WHERE recorded_to IS NULL AND valid_to IS NULL
),
ours AS (
    SELECT row_key, unit_code, coalesce(ours, theirs) ->> %(key)s AS number, coalesce(ours, theirs) AS content
    FROM pg_temp.compared
    WHERE class <> 'only_there' AND coalesce(ours, theirs) ? %(key)s
),
joined AS (
    SELECT coalesce(ours.row_key, listed.row_key) AS row_key, coalesce(ours.unit_code, listed.unit_code) AS unit_code,
           ours.content AS ours, listed.content AS listed, coalesce(ours.number, listed.number) AS number, (
               SELECT array_agg(name ORDER BY name COLLATE "C") FROM unnest(%(headers)s::text[]) AS name
               WHERE ours.content -> name IS DISTINCT FROM listed.content -> name
           ) AS fields
    FROM ours FULL JOIN listed ON listed.number = ours.number
)
SELECT row_key, unit_code, number, ours, listed,
       CASE WHEN listed IS NULL THEN 'not_in_register' WHEN ours IS NULL THEN 'not_reported'
            WHEN fields IS NULL THEN 'in_register' ELSE 'register_differs' END AS class,
       CASE WHEN listed IS NULL OR ours IS NULL THEN '{{}}' ELSE coalesce(fields, '{{}}') END AS fields
FROM joined
WHERE ours IS NOT NULL OR %(is_whole)s
