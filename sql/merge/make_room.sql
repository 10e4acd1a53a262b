-- grain: one row of no meaning
-- parameters: none; until the end of the transaction: memory for sorting, and neither compiling nor keeping what is used once
SELECT set_config('work_mem', '256MB', TRUE), set_config('jit', 'off', TRUE), set_config('enable_memoize', 'off', TRUE)
