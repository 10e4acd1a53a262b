-- grain: one row per person who is out of the register as it is known, with the first month in which his subsidies stop
-- parameters: as_of, known_before, exit_types, register_exit_statuses
-- An exit is told by a township (a reduction, a death) or shown by the mirrored register (he is not in it any more, or
-- not as poor). The register decides: who is in a list of a later day than the township says has not left.
CREATE TEMPORARY TABLE register_exit ON COMMIT DROP AS
WITH staged AS NOT MATERIALIZED (
    SELECT coalesce(linked.id_no, staged.id_no) AS id_no, staged.stage_row_id, staged.sheet_id,
           staged.change_date::date AS changed_on,
           CASE WHEN staged.employment_status = '7' THEN 'deceased' -- 7 死亡/注销
                WHEN staged.change_type = '3' THEN 'reported' END AS exit_type -- 3 减少
    FROM stage.worker_employment AS staged
    LEFT JOIN stage.linked_row AS linked USING (stage_row_id)
),
word AS (
    -- Read where it was told: history keeps a reduction only if something else of the row changed with it.
    SELECT staged.*, submission.submission_id, (fate.period || '-01')::date AS month
    FROM staged
    JOIN ops.fate ON fate.sheet_id = staged.sheet_id AND staged.stage_row_id BETWEEN fate.first_row_id AND fate.last_row_id
    JOIN ops.submission_sheet AS sheets ON sheets.sheet_id = staged.sheet_id
    JOIN ops.submission_file AS files ON files.file_id = sheets.file_id
    JOIN ops.submission ON submission.submission_id = files.submission_id
    WHERE staged.id_no IN (SELECT id_no FROM staged WHERE exit_type IS NOT NULL)
      AND fate.period <= to_char(%(as_of)s::date, 'YYYY-MM') AND submission.received_at < %(known_before)s
      AND (fate.fate = 'loaded' OR fate.was_loaded AND NOT EXISTS (
              SELECT FROM ops.submission AS newer
              JOIN ops.submission_file AS later ON later.submission_id = newer.submission_id
              JOIN ops.submission_sheet AS read ON read.file_id = later.file_id
              WHERE newer.submission_id > submission.submission_id AND newer.received_at < %(known_before)s
                AND later.unit_code = files.unit_code AND later.period = files.period
                AND later.status <> 'rejected' AND read.entity = 'worker_employment'
          ))
),
here AS (
    -- Who moved within the city is a reduction there and a person here: in one month he who has him is right.
    SELECT id_no, max(month) AS month FROM word WHERE exit_type IS NULL GROUP BY id_no
),
told AS (
    -- The row may stand on in later months with its day left empty: who left does not leave again.
    SELECT DISTINCT ON (word.id_no) word.*, coalesce(changed_on, (word.month + interval '1 month')::date - 1) AS told_of
    FROM word LEFT JOIN here ON here.id_no = word.id_no
    WHERE exit_type = ANY(%(exit_types)s) AND (word.month <= here.month) IS NOT TRUE
    ORDER BY word.id_no, changed_on IS NULL, word.month, submission_id DESC, stage_row_id DESC
),
shown AS (
    SELECT id_no, coalesce(bool_or(is_in AND holds), FALSE) AS is_in, max(valid_to) FILTER (WHERE is_in) AS out_on,
           CASE WHEN bool_or(holds) THEN 'not_poor' ELSE 'unlisted' END AS exit_type
    FROM (
        SELECT id_no, valid_to, valid_to IS NULL OR valid_to > %(as_of)s AS holds,
               (poverty_status = ANY(%(register_exit_statuses)s)) IS NOT TRUE AS is_in
        FROM pg_temp.versions_register_person
    ) AS version
    GROUP BY id_no
),
gone AS (
    SELECT * FROM shown WHERE NOT is_in AND out_on IS NOT NULL AND exit_type = ANY(%(exit_types)s)
),
newest_list AS (
    SELECT max(as_of) AS day FROM ops.mirror
    WHERE entity = 'register_person' AND state = 'loaded' AND taken_at < %(known_before)s AND as_of <= %(as_of)s
),
left_on AS (
    SELECT coalesce(told.id_no, gone.id_no) AS id_no, told.stage_row_id,
           coalesce(told.exit_type, gone.exit_type) AS exit_type,
           coalesce(least(told.changed_on, gone.out_on), make_date(extract(year FROM told.month)::integer, 12, 31)) AS exit_on
    FROM (
        SELECT told.* FROM told LEFT JOIN shown ON shown.id_no = told.id_no CROSS JOIN newest_list
        WHERE (shown.is_in AND newest_list.day >= told.told_of) IS NOT TRUE
    ) AS told
    FULL JOIN gone ON gone.id_no = told.id_no
)
SELECT *, (date_trunc('month', exit_on) + interval '1 month')::date AS stop_from FROM left_on
