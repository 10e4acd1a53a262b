-- grain: one row per key and month in which its state may change; no hash = nobody claims it
-- parameters: none; pg_temp.states; a state made of several rows has no staged row, not even when it is made of one
SELECT row_key, month, sender, NULL::bigint AS stage_row_id, row_hash FROM pg_temp.states
