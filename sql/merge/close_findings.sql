-- grain: no rows; findings that were open and were not found again
-- parameters: period, judged_at, judgement_id
UPDATE ops.finding
SET closed_at = %(judged_at)s, closed_by = %(judgement_id)s
WHERE period = %(period)s AND closed_at IS NULL
  AND NOT EXISTS (SELECT FROM pg_temp.found
                  WHERE found.fingerprint = finding.fingerprint AND found.ordinal = finding.ordinal)
