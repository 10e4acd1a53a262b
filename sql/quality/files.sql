-- grain: one row per file of a judging's month that had arrived when it was judged, in order of arrival
-- parameters: judgement_id
SELECT read.file, read.unit_code, read.status,
       coalesce(jsonb_agg(jsonb_build_array(sheet.sheet, sheet.entity, sheet.rows_read) ORDER BY sheet.position)
                FILTER (WHERE sheet.sheet_id IS NOT NULL), '[]'::jsonb) AS sheets
FROM ops.judgement AS judged
JOIN ops.submission AS sent ON sent.period = judged.period AND sent.received_at <= judged.judged_at
JOIN ops.submission_file AS read USING (submission_id)
LEFT JOIN ops.submission_sheet AS sheet USING (file_id)
WHERE judged.judgement_id = %(judgement_id)s
GROUP BY read.file_id, read.file, read.unit_code, read.status, sent.submission_id, read.position
ORDER BY sent.submission_id, read.position
