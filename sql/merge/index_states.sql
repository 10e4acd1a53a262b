-- grain: no rows; the states of a city's things are looked up one by one
-- parameters: none
CREATE INDEX ON pg_temp.states (row_key, month)
