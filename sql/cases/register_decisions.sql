-- grain: one case with the owner that the register was noted to name for a month
-- parameters: numbers, period
SELECT DISTINCT ON (number) number, owner
FROM ops.ownership_decision
WHERE is_by_register AND number = ANY(%(numbers)s) AND since <= %(period)s
ORDER BY number, since DESC, decision_id DESC
