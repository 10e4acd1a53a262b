-- grain: one value: the columns that were made of several townships' rows
-- parameters: none; {columns}; pg_temp.compared, states
SELECT jsonb_strip_nulls(to_jsonb(told))
FROM (
    SELECT {columns} FROM pg_temp.states AS said
    WHERE said.row_key = compared.row_key AND said.month = to_char(compared.valid_from, 'YYYY-MM')
) AS told
