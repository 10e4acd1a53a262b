-- grain: no rows; the findings of a month as if nobody let any pass
-- parameters: period
UPDATE ops.finding SET waiver_id = NULL
WHERE period = %(period)s AND closed_at IS NULL AND waiver_id IS NOT NULL
