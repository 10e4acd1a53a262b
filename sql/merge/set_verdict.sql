-- grain: no rows; one file's standing
-- parameters: period, file, status, is_current, entities_superseded, is_awaiting, changes
UPDATE ops.submission_file
SET status = %(status)s, is_current = %(is_current)s, entities_superseded = %(entities_superseded)s,
    is_awaiting = %(is_awaiting)s, changes = %(changes)s
WHERE period = %(period)s AND file = %(file)s
