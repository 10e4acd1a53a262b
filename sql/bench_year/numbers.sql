-- grain: no rows; what is made from now on gets numbers that nobody has
-- parameters: none
SELECT setval(pg_get_serial_sequence('ops.submission', 'submission_id'), (SELECT max(submission_id) FROM ops.submission)),
       setval(pg_get_serial_sequence('ops.submission_file', 'file_id'), (SELECT max(file_id) FROM ops.submission_file)),
       setval(pg_get_serial_sequence('ops.submission_sheet', 'sheet_id'), (SELECT max(sheet_id) FROM ops.submission_sheet)),
       setval(pg_get_serial_sequence('ops.judgement', 'judgement_id'), (SELECT max(judgement_id) FROM ops.judgement)),
       setval(pg_get_serial_sequence('ops.digest', 'digest_id'), (SELECT max(digest_id) FROM ops.digest)),
       setval('stage.stage_row_id', (SELECT max(last_row_id) FROM ops.fate))
