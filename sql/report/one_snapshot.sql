-- grain: no rows; every statement of the transaction sees the same moment
-- parameters: none
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY
