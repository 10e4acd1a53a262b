-- grain: one case with the owner that the register was last noted to name, null when it never was
-- parameters: numbers
SELECT DISTINCT ON (number) number, owner
FROM ops.ownership_decision
WHERE is_by_register AND number = ANY(%(numbers)s)
ORDER BY number, decision_id DESC
