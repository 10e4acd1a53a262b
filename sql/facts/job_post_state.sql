-- grain: one row per post offered on the day, with the day on which it was confirmed last
-- parameters: as_of, post_confirmed_days
CREATE TEMPORARY TABLE job_post_state ON COMMIT DROP AS
WITH confirmed AS (
    -- Published, or still there in a full report, which is about its month's last day.
    SELECT post.post_no, post.uscc, post.job_title, post.headcount, post.valid_until, post.sender AS unit_code,
           newest.stage_row_id,
           greatest(post.published_on, report.reported_on,
                    least((post.valid_from + interval '1 month - 1 day')::date, %(as_of)s::date)) AS confirmed_on
    FROM pg_temp.now_job_post AS post
    LEFT JOIN pg_temp.newest_row AS newest ON newest.row_key = post.row_key
    LEFT JOIN pg_temp.last_report AS report ON report.unit_code = post.sender AND report.entity = 'job_post'
    WHERE coalesce(post.published_on <= %(as_of)s, TRUE)
)
SELECT *, coalesce(valid_until >= %(as_of)s AND headcount > 0
                   AND confirmed_on >= %(as_of)s::date - %(post_confirmed_days)s, FALSE) AS is_valid
FROM confirmed
