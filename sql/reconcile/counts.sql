-- grain: one row: how many rows are in each class, and one digest over every row that is not the same
-- parameters: none; pg_temp.{found}
SELECT coalesce(jsonb_object_agg(class, rows), '{{}}') AS rows,
       encode(sha256(convert_to(coalesce(string_agg(said, E'\n' ORDER BY class), ''), 'UTF8')), 'hex') AS digest
FROM (
    SELECT class, count(*) AS rows,
           string_agg(concat_ws(' ', row_key, class, fields::text, unit_code), E'\n' ORDER BY row_key)
               FILTER (WHERE class NOT IN ('agreed', 'in_register')) AS said
    FROM pg_temp.{found}
    GROUP BY class
) AS classes
