-- grain: one row per closing or reopening of a month, the earliest first
-- parameters: period (null: all)
SELECT act_id, period, act, person, moment, because
FROM ops.period_act
WHERE %(period)s::text IS NULL OR period = %(period)s
ORDER BY act_id
