-- grain: no rows
-- parameters: number, owner, units, since, is_by_register, decided_by, now, because
INSERT INTO ops.ownership_decision (number, owner, units, since, is_by_register, decided_by, decided_at, because,
                                    judgement_id)
SELECT %(number)s, %(owner)s, %(units)s, %(since)s, %(is_by_register)s, %(decided_by)s, %(now)s, %(because)s,
       max(judgement_id)
FROM ops.judgement
