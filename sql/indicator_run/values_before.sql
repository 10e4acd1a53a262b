-- grain: one row per indicator and unit: its value on an earlier day, as computed then, else as a file of the base period says
-- parameters: day (the earlier one), pack (by which it was computed: its name), known_on (the newest that was known then)
SELECT DISTINCT ON (indicator, unit_code) indicator, unit_code, value
FROM (
    SELECT figure.indicator, figure.unit_code, figure.value, 1 AS choice, run.known_on AS known, run.run_id AS newest
    FROM ops.indicator_run AS run JOIN ops.indicator_figure AS figure USING (run_id)
    JOIN ops.policy_pack AS pack ON pack.digest = run.pack_digest
    WHERE pack.name = %(pack)s AND run.as_of = %(day)s AND run.known_on <= %(known_on)s AND figure.value IS NOT NULL
    UNION ALL
    SELECT indicator, unit_code, value, 2, loaded_at::date, baseline_id
    FROM ops.indicator_baseline
    WHERE as_of = %(day)s AND (loaded_at AT TIME ZONE 'Asia/Shanghai')::date <= %(known_on)s
) AS known
ORDER BY indicator, unit_code, choice, known DESC, newest DESC
