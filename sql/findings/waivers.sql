-- grain: one waiver that is in force on a day, with how many open findings it lets pass
-- parameters: today
SELECT waiver.waiver_id, waiver.unit_code, waiver.slug, waiver."column",
       coalesce(waiver.row_key, waiver.fingerprint) IS NOT NULL AS is_of_one, waiver.until, waiver.waived_by,
       waiver.waived_at, waiver.because,
       (SELECT count(*) FROM ops.finding
        WHERE finding.waiver_id = waiver.waiver_id AND finding.closed_at IS NULL) AS findings
FROM ops.waiver
WHERE waiver.until >= %(today)s
  AND NOT EXISTS (SELECT FROM ops.waiver_end WHERE waiver_end.waiver_id = waiver.waiver_id)
ORDER BY waiver.waiver_id
