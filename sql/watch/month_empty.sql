-- grain: one row per sheet that has no row in a month that is due, or for the month when no sheet has any, where the month before had many
-- parameters: due_periods (each with the month before it), entities (told monthly by units), rows
WITH told AS (
    SELECT period, entity, sum(last_row_id - first_row_id + 1) AS rows
    FROM ops.fate
    WHERE fate IN ('loaded', 'duplicate', 'held_aside') AND entity = ANY(%(entities)s)
    GROUP BY period, entity
), due AS (
    SELECT * FROM jsonb_to_recordset(%(due_periods)s::jsonb) AS due (period text, before text)
), missing AS (
    SELECT due.period, earlier.entity, earlier.rows AS rows_before,
           NOT EXISTS (SELECT FROM told WHERE told.period = due.period) AS is_whole_month
    FROM due
    JOIN told AS earlier ON earlier.period = due.before
    WHERE earlier.rows >= %(rows)s
      AND NOT EXISTS (SELECT FROM told WHERE (told.period, told.entity) = (due.period, earlier.entity))
)
SELECT concat_ws(' ', period, CASE WHEN NOT is_whole_month THEN entity END) AS subject, sum(rows_before) AS rows_before
FROM missing
GROUP BY 1
