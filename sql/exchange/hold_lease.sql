-- grain: the lease, when it is still ours; nobody takes it before the transaction ends
-- parameters: name, epoch
SELECT epoch FROM ops.lease WHERE name = %(name)s AND epoch = %(epoch)s FOR SHARE
