-- grain: one row, with every rule that a judging could not ask about the rows of single units
-- parameters: judgement_id
SELECT not_run FROM ops.judgement WHERE judgement_id = %(judgement_id)s
