-- grain: one row per key and day from which on the history is not, or may not be, what is desired
-- parameters: none; {desired} (plain_versions or desired_versions), {known} (the versions that are believed)
SELECT desired.row_key, desired.row_hash, desired.stage_row_id, desired.sender, desired.valid_from, desired.valid_to,
       desired.is_watched, known.row_key AS known_key, known.place AS known_place,
       -- What another row says may differ in columns that are not tracked.
       coalesce(ROW(desired.valid_to, desired.row_hash, desired.sender)
                IS NOT DISTINCT FROM ROW(known.valid_to, known.row_hash, known.sender), FALSE) AS is_retold
FROM ({desired}) AS desired
FULL JOIN ({known}) AS known ON known.row_key = desired.row_key AND known.valid_from = desired.valid_from
-- What the same staged row says is the same. What is made of several townships' rows has no staged row.
WHERE desired.is_watched OR desired.stage_row_id IS NULL
   OR ROW(desired.stage_row_id, desired.valid_to, desired.row_hash, desired.sender)
      IS DISTINCT FROM ROW(known.stage_row_id, known.valid_to, known.row_hash, known.sender)
