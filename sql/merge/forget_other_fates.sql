-- grain: no rows; fates of a month that are not what was told now
-- parameters: period; pg_temp.told
DELETE FROM ops.fate
WHERE period = %(period)s AND NOT EXISTS (
    SELECT FROM pg_temp.told
    WHERE told.first_row_id = fate.first_row_id AND told.last_row_id = fate.last_row_id AND told.fate = fate.fate
      AND told.held_by = fate.held_by AND told.was_loaded = fate.was_loaded
)
