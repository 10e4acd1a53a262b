-- grain: at most one row: the rules that could not be asked when a month was judged last
-- parameters: period
SELECT not_run FROM ops.judgement WHERE period = %(period)s ORDER BY judgement_id DESC LIMIT 1
