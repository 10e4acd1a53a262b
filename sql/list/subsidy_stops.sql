-- grain: one row per person out of the register and kind that he drew since that year began; stops of earlier years are over
-- parameters: as_of, exit_words
WITH drawn AS (
    SELECT DISTINCT ON (told.id_no, told.subsidy_kind) told.*, register_exit.exit_type, register_exit.exit_on,
           register_exit.stop_from
    FROM pg_temp.register_exit
    JOIN pg_temp.subsidy_told AS told ON told.id_no = register_exit.id_no
    WHERE stop_from >= date_trunc('year', %(as_of)s::date) AND told.period_to >= date_trunc('year', exit_on)
    ORDER BY told.id_no, told.subsidy_kind, told.period_to DESC, told.stage_row_id DESC
)
SELECT sender AS unit_code, 'subsidy' AS entity, stage_row_id, village_name, person_name, id_no, subsidy_kind, period_to,
       %(exit_words)s::jsonb ->> exit_type AS exit_type, exit_on, stop_from
FROM drawn
ORDER BY unit_code, id_no, subsidy_kind
