-- grain: at most one row: the run of a pack about a day that knew most
-- parameters: as_of, pack (its name, whatever its content), known_on (the last that is asked about; null = any)
SELECT run_id, run.as_of, run.known_on, pack.name AS pack, run.pack_digest
FROM ops.indicator_run AS run JOIN ops.policy_pack AS pack ON pack.digest = run.pack_digest
WHERE run.as_of = %(as_of)s AND pack.name = %(pack)s
  AND (%(known_on)s::date IS NULL OR run.known_on <= %(known_on)s::date)
ORDER BY run.known_on DESC, run_id DESC
LIMIT 1
