-- grain: one row per thing that several units tell of together: the newest row of the unit whose word counts
-- parameters: as_of, known_before (a moment)
CREATE TEMPORARY TABLE newest_row ON COMMIT DROP AS
WITH staged AS (
    SELECT coalesce(linked.row_key, sent.row_key) AS row_key, stage_row_id, sheet_id
    FROM (
        SELECT row_key, stage_row_id, sheet_id FROM stage.recruiter
        UNION ALL SELECT row_key, stage_row_id, sheet_id FROM stage.job_post
    ) AS sent
    LEFT JOIN stage.linked_row AS linked USING (stage_row_id)
),
counted AS (
    SELECT row_key, sender FROM pg_temp.now_recruiter
    UNION ALL SELECT row_key, sender FROM pg_temp.now_job_post
)
SELECT DISTINCT ON (staged.row_key) staged.row_key, staged.stage_row_id
FROM staged
JOIN ops.fate ON fate.sheet_id = staged.sheet_id AND staged.stage_row_id BETWEEN fate.first_row_id AND fate.last_row_id
JOIN ops.judgement ON judgement.judgement_id = fate.judgement_id AND judgement.judged_at < %(known_before)s
JOIN ops.submission_sheet AS sheets ON sheets.sheet_id = staged.sheet_id
JOIN ops.submission_file AS files ON files.file_id = sheets.file_id
JOIN counted ON counted.row_key = staged.row_key AND counted.sender = files.unit_code
WHERE fate.fate = 'loaded' AND files.period <= to_char(%(as_of)s::date, 'YYYY-MM')
ORDER BY staged.row_key, files.period DESC, files.submission_id DESC, staged.stage_row_id
