-- grain: one row per person out of the register and kind that he drew since that year began; stops of earlier years are over
-- parameters: as_of, exit_words
-- Who still holds a public-welfare post draws its subsidy, whether or not a sheet of subsidies tells so.
WITH drawn AS (
    SELECT sender AS unit_code, 'subsidy' AS entity, stage_row_id, village_name, person_name, id_no, subsidy_kind, period_to
    FROM pg_temp.subsidy_told
    UNION ALL
    SELECT sender, 'public_welfare_post', stage_row_id, village_name, person_name, id_no, '09', NULL -- 09 公益性岗位补贴
    FROM pg_temp.now_public_welfare_post
    WHERE on_post = '1' -- 1 在岗
),
newest AS (
    SELECT DISTINCT ON (drawn.id_no, subsidy_kind) drawn.*, exit_type, exit_on, stop_from
    FROM pg_temp.register_exit JOIN drawn ON drawn.id_no = register_exit.id_no
    WHERE period_to IS NULL
       OR stop_from >= date_trunc('year', %(as_of)s::date) AND period_to >= date_trunc('year', exit_on)
    ORDER BY drawn.id_no, subsidy_kind, period_to DESC NULLS LAST, drawn.stage_row_id DESC
)
SELECT unit_code, entity, stage_row_id, village_name, person_name, id_no, subsidy_kind, period_to,
       %(exit_words)s::jsonb ->> exit_type AS exit_type, exit_on, stop_from
FROM newest
ORDER BY unit_code, id_no, subsidy_kind
