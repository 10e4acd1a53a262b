-- grain: no rows; versions that are believed no longer
-- parameters: now; {entity}, {source} (where desired versions have {wanted} from), {same}, {believed}; pg_temp.desired
WITH retired AS (
    UPDATE core.{entity} AS known
    SET recorded_to = %(now)s
    WHERE known.recorded_to IS NULL
      AND NOT EXISTS (
          SELECT FROM pg_temp.desired
          WHERE desired.row_key = known.row_key AND desired.valid_from = known.valid_from
            AND ROW(desired.valid_to, desired.row_hash, desired.sender)
                IS NOT DISTINCT FROM ROW(known.valid_to, known.row_hash, known.sender)
            -- What the same staged row says is the same; otherwise also what is not tracked is compared. What is made
            -- of several townships' rows has no staged row, so it is always compared.
            AND (desired.stage_row_id = known.stage_row_id
                 OR EXISTS (SELECT FROM {source} AS said WHERE {same} AND ROW({wanted}) IS NOT DISTINCT FROM ROW({believed})))
      )
    RETURNING known.row_key
)
INSERT INTO pg_temp.retired
SELECT DISTINCT row_key FROM retired
