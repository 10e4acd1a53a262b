-- grain: the new waiver; no row before anything was judged
-- parameters: unit_code, slug, column, entity, row_key, fingerprint, until, waived_by, now, because
INSERT INTO ops.waiver (unit_code, slug, "column", entity, row_key, fingerprint, until, waived_by, waived_at, because,
                        judgement_id)
SELECT %(unit_code)s, %(slug)s, %(column)s, %(entity)s, %(row_key)s, %(fingerprint)s, %(until)s, %(waived_by)s, %(now)s,
       %(because)s, max(judgement_id)
FROM ops.judgement
HAVING max(judgement_id) IS NOT NULL
RETURNING waiver_id
