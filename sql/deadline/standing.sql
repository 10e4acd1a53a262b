-- grain: one row per month that was ever closed: its newest act
-- parameters: none
SELECT DISTINCT ON (period) act_id, period, act, person, moment, because
FROM ops.period_act
ORDER BY period, act_id DESC
