-- grain: one row that says whether a month was ever judged
-- parameters: period
SELECT EXISTS (SELECT FROM ops.judgement WHERE period = %(period)s) AS was_judged
