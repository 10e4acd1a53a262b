-- grain: the next rows of the chain, in order
-- parameters: after (number), count
SELECT number, moment, actor, action, subject, details, previous_hash, hash
FROM ops.audit WHERE number > %(after)s ORDER BY number LIMIT %(count)s
