-- grain: one row per recruiting event whose outcome had to be on the platform this year, by the day at the latest
-- parameters: as_of, event_record_days (days after its end), event_outcome_fields (columns that must be filled)
CREATE TEMPORARY TABLE service_recruiting_event ON COMMIT DROP AS
WITH told AS (
    SELECT *, ended_on + %(event_record_days)s::integer AS due_on,
           jsonb_strip_nulls(to_jsonb(event)) ?& %(event_outcome_fields)s::text[] AS is_complete
    FROM pg_temp.ever_recruiting_event AS event
)
SELECT *, coalesce(on_platform_on <= due_on, FALSE) AS is_in_time
FROM told
WHERE due_on BETWEEN date_trunc('year', %(as_of)s::date)::date AND %(as_of)s
