-- grain: one row per judging of which answers are kept; months in order, the newest judging of a month first
-- parameters: period (null: every month)
SELECT judged.judgement_id, judged.period, judged.run_id, judged.judged_at
FROM ops.judgement AS judged
WHERE (%(period)s::text IS NULL OR judged.period = %(period)s)
  AND EXISTS (SELECT FROM ops.validation AS kept WHERE kept.judgement_id = judged.judgement_id)
ORDER BY judged.period, judged.judgement_id DESC
