-- grain: no rows; the answers of judgings before a moment that a later judging of the same month replaced
-- parameters: before
DELETE FROM ops.validation AS gone
USING ops.judgement AS old
WHERE old.judgement_id = gone.judgement_id AND old.judged_at < %(before)s
  AND EXISTS (SELECT FROM ops.judgement AS later
              WHERE later.period = old.period AND later.judgement_id > old.judgement_id)
