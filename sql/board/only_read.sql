-- grain: one row; the session is changed
-- parameters: none
SELECT set_config('default_transaction_read_only', 'on', false), set_config('statement_timeout', '15s', false)
