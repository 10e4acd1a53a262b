-- grain: one row of no meaning
-- parameters: none; until the end of the transaction: memory for sorting, no compiling, and facts are looked at briefly
SELECT set_config('work_mem', '128MB', TRUE), set_config('jit', 'off', TRUE),
       set_config('default_statistics_target', '10', TRUE)
