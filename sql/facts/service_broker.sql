-- grain: one row per unit and labour broker who served it when the year began, or serves it on the day, or both
-- parameters: as_of
CREATE TEMPORARY TABLE service_broker ON COMMIT DROP AS
WITH first_told AS (
    -- What was told when the year began, or first after that: it says since when somebody serves.
    SELECT DISTINCT ON (row_key) *, date_trunc('year', %(as_of)s::date)::date AS year_start
    FROM pg_temp.versions_field_staff
    WHERE coalesce(valid_to > date_trunc('year', %(as_of)s::date)::date, TRUE)
    ORDER BY row_key, valid_from
),
told AS (
    SELECT unit_code, id_no, stage_row_id, TRUE AS served_at_start, FALSE AS serves_now
    FROM first_told
    WHERE role = '3'  -- 经纪人
      AND coalesce(served_from, valid_from) <= year_start AND coalesce(served_to >= year_start, TRUE)
    UNION ALL
    SELECT unit_code, id_no, stage_row_id, FALSE, TRUE
    FROM pg_temp.now_field_staff
    WHERE role = '3'  -- 经纪人
      AND coalesce(served_from <= %(as_of)s, TRUE) AND coalesce(served_to >= %(as_of)s, TRUE)
)
SELECT unit_code, id_no, max(stage_row_id) AS stage_row_id, bool_or(served_at_start) AS served_at_start,
       bool_or(serves_now) AS serves_now
FROM told
GROUP BY unit_code, id_no
