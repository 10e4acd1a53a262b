-- grain: the lease as it stands
-- parameters: name
SELECT holder, until FROM ops.lease WHERE name = %(name)s
