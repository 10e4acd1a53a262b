-- grain: no rows; one file's standing
-- parameters: period, file, status, is_current, entities_superseded
UPDATE ops.submission_file
SET status = %(status)s, is_current = %(is_current)s, entities_superseded = %(entities_superseded)s
WHERE period = %(period)s AND file = %(file)s
