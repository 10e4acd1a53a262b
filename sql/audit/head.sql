-- grain: the last row of the chain, none while there is none
-- parameters: none
SELECT number, hash FROM ops.audit ORDER BY number DESC LIMIT 1
