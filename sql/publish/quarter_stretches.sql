-- grain: one row per stretch on a post in the quarter, with where it was told and what the platform gets of it
-- parameters: none; {payload}; pg_temp.post_quarter
SELECT stretch.row_key, stretch.unit_code, stretch.post_type, stretch.is_opening, stretch.is_during, stretch.is_closing,
       stretch.is_unbalanced, stretch.note, stretch.months_on_post, stretch.paid_months, stretch.paid, files.file,
       sheets.sheet, staged.sheet_row, ARRAY[{payload}]::text[] AS payload
FROM pg_temp.post_quarter AS stretch
JOIN core.public_welfare_post AS version ON version.row_key = stretch.row_key
                                        AND version.valid_from = stretch.shown_from AND version.recorded_to IS NULL
LEFT JOIN stage.public_welfare_post AS staged ON staged.stage_row_id = stretch.stage_row_id
LEFT JOIN ops.submission_sheet AS sheets ON sheets.sheet_id = staged.sheet_id
LEFT JOIN ops.submission_file AS files ON files.file_id = sheets.file_id
ORDER BY stretch.unit_code, stretch.post_type, stretch.row_key, stretch.stretch
