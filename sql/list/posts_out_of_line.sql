-- grain: one row per sign that pay is given and not earned: of a unit, a village, or one post
-- parameters: as_of, full_attendance_min_rows, post_solar_funds, post_solar_statuses, post_faults
WITH signs AS (
    SELECT unit_code, NULL::bigint AS stage_row_id, village_name, NULL AS person_name, NULL AS id_no, NULL AS post_no,
           'too_dense' AS fault, posts, labourers, per_hundred, median
    FROM pg_temp.post_density
    WHERE is_out_of_line
    UNION ALL
    SELECT unit_code, NULL, NULL, NULL, NULL, NULL, 'all_full', count(*)::integer, NULL, NULL, NULL
    FROM pg_temp.post_holder
    GROUP BY unit_code
    HAVING count(*) >= %(full_attendance_min_rows)s
       AND bool_and(attendance_days = extract(day FROM date_trunc('month', %(as_of)s::date) + interval '1 month -1 day'))
    UNION ALL
    SELECT unit_code, stage_row_id, village_name, person_name, id_no, post_no, 'short', NULL, NULL, NULL, NULL
    FROM pg_temp.post_quarter
    WHERE is_short
    UNION ALL
    SELECT unit_code, stage_row_id, village_name, person_name, id_no, post_no, 'solar_money', NULL, NULL, NULL, NULL
    FROM pg_temp.post_holder
    WHERE fund_source = ANY(%(post_solar_funds)s) AND coalesce(poverty_status <> ALL(%(post_solar_statuses)s), TRUE)
    UNION ALL
    SELECT unit_code, stage_row_id, village_name, person_name, id_no, post_no, 'unattended', NULL, NULL, NULL, NULL
    FROM pg_temp.post_unattended
)
SELECT unit_code, 'public_welfare_post' AS entity, stage_row_id, %(post_faults)s::jsonb -> fault ->> 'says' AS note,
       village_name, person_name, id_no, post_no, posts, labourers, per_hundred, median
FROM signs
ORDER BY unit_code, fault, village_name NULLS FIRST, id_no, post_no
