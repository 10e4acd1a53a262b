-- grain: no rows
-- parameters: number, now
UPDATE ops.package SET written_at = %(now)s WHERE number = %(number)s AND written_at IS NULL
