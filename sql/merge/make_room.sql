-- grain: one row of no meaning
-- parameters: none; until the end of the transaction: memory for sorting, and no compiling of statements that run once
SELECT set_config('work_mem', '256MB', TRUE), set_config('jit', 'off', TRUE)
