-- grain: one row per key and month in which its state may change; no hash = nobody claims it
-- parameters: none; pg_temp.states
SELECT row_key, month, sender, NULL::bigint AS stage_row_id, row_hash FROM pg_temp.states
