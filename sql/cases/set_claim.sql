-- grain: no rows; one unit's claim of a month, whose age is kept while it stands as before
-- parameters: number, period, unit_code, file, sheet, row, standing, now, judgement_id
INSERT INTO ops.ownership_claim AS known (number, period, unit_code, file, sheet, "row", standing, since, judgement_id)
VALUES (%(number)s, %(period)s, %(unit_code)s, %(file)s, %(sheet)s, %(row)s, %(standing)s, %(now)s, %(judgement_id)s)
ON CONFLICT (number, period, unit_code) DO UPDATE
SET file = excluded.file, sheet = excluded.sheet, "row" = excluded."row", standing = excluded.standing,
    since = CASE WHEN known.standing = excluded.standing THEN known.since ELSE excluded.since END,
    judgement_id = CASE WHEN known.standing = excluded.standing THEN known.judgement_id ELSE excluded.judgement_id END
