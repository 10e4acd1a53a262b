-- grain: one row: when the transaction began, by the server's clock
-- parameters: none
SELECT now() AS moment
