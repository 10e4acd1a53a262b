-- grain: no rows; what another holds by now stays his
-- parameters: name, epoch
UPDATE ops.lease SET until = clock_timestamp() WHERE name = %(name)s AND epoch = %(epoch)s
