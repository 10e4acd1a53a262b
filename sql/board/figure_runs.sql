-- grain: one row per day about which a pack's figures are kept: the run that knew most, the newest day first
-- parameters: none
SELECT DISTINCT ON (run.as_of, pack.name) run.run_id, run.as_of, run.known_on, run.computed_at, run.pack_digest,
       pack.name AS pack
FROM ops.indicator_run AS run JOIN ops.policy_pack AS pack ON pack.digest = run.pack_digest
ORDER BY run.as_of DESC, pack.name, run.known_on DESC, run.run_id DESC
