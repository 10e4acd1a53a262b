-- grain: no rows; a month is closed or opened again
-- parameters: period, act, person, moment, because
INSERT INTO ops.period_act (period, act, person, moment, because)
VALUES (%(period)s, %(act)s, %(person)s, %(moment)s, %(because)s)
