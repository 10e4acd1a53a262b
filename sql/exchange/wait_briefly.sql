-- grain: no rows; for the rest of the transaction
-- parameters: none
SET LOCAL lock_timeout = '5s'
