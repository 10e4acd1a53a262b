-- grain: one row per thing that is looked at
-- parameters: none
SELECT what, asked_at, answered_at, details FROM ops.watched ORDER BY what
