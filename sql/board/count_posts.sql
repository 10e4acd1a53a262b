-- grain: one row per unit and type of post (empty where none was told) in the quarter of the day
-- parameters: none; pg_temp.post_quarter
SELECT unit_code, coalesce(post_type, '') AS post_type, (count(*) FILTER (WHERE is_opening))::integer AS opening,
       (count(*) FILTER (WHERE NOT is_opening))::integer AS joined, (count(*) FILTER (WHERE NOT is_closing))::integer AS exited,
       (count(*) FILTER (WHERE is_closing))::integer AS closing,
       (count(*) FILTER (WHERE is_unbalanced))::integer AS unbalanced, sum(paid) AS paid,
       sum(paid_months)::integer AS paid_months
FROM pg_temp.post_quarter
GROUP BY unit_code, coalesce(post_type, '')
