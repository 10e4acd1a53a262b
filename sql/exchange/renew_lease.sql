-- grain: the lease, when it is still ours
-- parameters: name, epoch, seconds
UPDATE ops.lease SET until = clock_timestamp() + make_interval(secs => %(seconds)s)
WHERE name = %(name)s AND epoch = %(epoch)s
RETURNING epoch
