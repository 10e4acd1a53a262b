-- grain: one version that is believed
-- parameters: none; {history}
SELECT row_key, row_hash, stage_row_id, sender, valid_from, valid_to, known.ctid AS place
FROM core.{history} AS known
WHERE recorded_to IS NULL
