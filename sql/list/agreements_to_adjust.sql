-- grain: one row per agreement that has not ended and either has to be adjusted or is no longer good
-- parameters: as_of, adjust_agreement_statuses
SELECT sender AS unit_code, 'cooperation_agreement' AS entity, stage_row_id, agreement_no, party_b, partner_area,
       agreement_status, reviewed_on, good_until
FROM pg_temp.agreement_state
WHERE coalesce(ended_on > %(as_of)s, TRUE)
  AND (agreement_status = ANY(%(adjust_agreement_statuses)s) OR good_until < %(as_of)s)
ORDER BY good_until NULLS LAST, reviewed_on, agreement_no COLLATE "C"
