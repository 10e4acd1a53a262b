-- grain: no rows; the planner learns how few keys are watched
-- parameters: none
ANALYZE pg_temp.watched
