-- grain: one thing that is known otherwise on a month's last day than when the month was published
-- parameters: period, day (its last), dataset; {entity}
WITH published AS (
    SELECT coalesce(min(made_at) FILTER (WHERE dataset = %(dataset)s), min(made_at)) AS made_at
    FROM ops.publication
    WHERE kind = 'month' AND period = %(period)s
),
-- Everything that was believed of that day from then on; neither side of the history is ever rewritten.
believed AS (
    SELECT version.row_key, version.row_hash, version.stage_row_id, version.sender, version.valid_from,
           version.recorded_from, version.recorded_to, version.recorded_from <= published.made_at AS is_old
    FROM core.{entity} AS version CROSS JOIN published
    WHERE version.valid_from <= %(day)s AND (version.valid_to IS NULL OR version.valid_to > %(day)s)
      AND (version.recorded_to IS NULL OR version.recorded_to > published.made_at)
),
corrected AS (
    SELECT row_key, old.valid_from AS old_day, old.recorded_from AS old_since, old.recorded_to AS old_until,
           new.valid_from AS new_day, old.sender AS old_sender, new.sender AS new_sender, new.row_hash AS new_hash,
           new.stage_row_id
    FROM (SELECT * FROM believed WHERE is_old) AS old
    FULL JOIN (SELECT * FROM believed WHERE recorded_to IS NULL) AS new USING (row_key)
    WHERE old.row_hash IS DISTINCT FROM new.row_hash
),
-- A version is also written anew when only its end changed: since then is since nothing else was believed.
dated AS (
    SELECT corrected.*, (
        SELECT coalesce(max(recorded_to) FILTER (WHERE row_hash IS DISTINCT FROM new_hash), min(recorded_from))
        FROM believed WHERE believed.row_key = corrected.row_key
    ) AS known_since
    FROM corrected
)
SELECT coalesce(new_sender, old_sender) AS unit_code, to_jsonb(old) AS before, to_jsonb(new) AS after, known_since,
       told.path AS published_in, told_since.path AS told_in, source.file, source.sheet, source.sheet_row,
       source.received_at
FROM dated
LEFT JOIN core.{entity} AS old ON old.row_key = dated.row_key AND old.valid_from = old_day AND old.recorded_from = old_since
                              AND old.recorded_to IS NOT DISTINCT FROM old_until
LEFT JOIN core.{entity} AS new ON new.row_key = dated.row_key AND new.valid_from = new_day AND new.recorded_to IS NULL
CROSS JOIN published
LEFT JOIN LATERAL (
    SELECT CASE WHEN rows.action <> 'ended' THEN publication.path END AS path
    FROM ops.publication_row AS rows JOIN ops.publication USING (publication_id)
    WHERE rows.dataset = %(dataset)s AND rows.row_key = dated.row_key AND publication.made_at <= published.made_at
    ORDER BY publication_id DESC LIMIT 1
) AS told ON TRUE
LEFT JOIN LATERAL (
    SELECT publication.path
    FROM ops.publication_row AS rows JOIN ops.publication USING (publication_id)
    WHERE rows.dataset = %(dataset)s AND rows.row_key = dated.row_key AND publication.made_at > published.made_at
      AND CASE WHEN new_hash IS NULL THEN rows.action = 'ended' ELSE rows.row_hash = new_hash AND rows.action <> 'ended' END
    ORDER BY publication_id LIMIT 1
) AS told_since ON TRUE
-- The row that says so; of what nobody says any more the newest file of the month that was judged then.
LEFT JOIN LATERAL (
    SELECT files.file, sheets.sheet, staged.sheet_row, submission.received_at
    FROM stage.{entity} AS staged
    JOIN ops.submission_sheet AS sheets ON sheets.sheet_id = staged.sheet_id
    JOIN ops.submission_file AS files ON files.file_id = sheets.file_id
    JOIN ops.submission USING (submission_id)
    WHERE staged.stage_row_id = dated.stage_row_id
    UNION ALL (
        SELECT files.file, NULL, NULL, submission.received_at
        FROM ops.judgement
        JOIN ops.submission_file AS files ON files.period = judgement.period AND files.unit_code = old_sender
        JOIN ops.submission USING (submission_id)
        WHERE new_day IS NULL AND judgement.judged_at = known_since AND submission.received_at <= judgement.judged_at
        ORDER BY submission_id DESC LIMIT 1
    )
) AS source ON TRUE
ORDER BY coalesce(new_sender, old_sender) COLLATE "C" NULLS FIRST, known_since, dated.row_key COLLATE "C"
