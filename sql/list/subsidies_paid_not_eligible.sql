-- grain: one row per payment of this year, of a kind that has rules, that no rule gives this person, or not again
-- parameters: as_of, subsidy_rules, subsidy_faults (words)
WITH rule AS (
    SELECT kind, bool_or(once_scope = 'life') AS is_once FROM jsonb_to_recordset(%(subsidy_rules)s::jsonb) AS rule (
        kind text, once_scope text
    )
    GROUP BY kind
),
paid AS (
    SELECT told.*, is_once, count(*) OVER earlier AS times_before,
           count(*) FILTER (WHERE NOT is_of_this_year) OVER (PARTITION BY id_no, subsidy_kind) AS times_in_other_years
    FROM pg_temp.subsidy_told AS told JOIN rule ON rule.kind = told.subsidy_kind
    WHERE paid_on IS NOT NULL
    WINDOW earlier AS (PARTITION BY id_no, subsidy_kind, is_of_this_year ORDER BY paid_on, period_from, stage_row_id
                       ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
),
judged AS (
    SELECT paid.*, CASE
        WHEN is_once AND times_in_other_years > 0 THEN 'had_before'
        WHEN times_before > 0 THEN 'paid_twice'
        WHEN review_result = '2' THEN 'refused' -- 2 不通过
        WHEN person.id_no IS NULL THEN 'not_registered'
        WHEN due.id_no IS NULL THEN 'no_rule'
        WHEN paid.amount < due.amount_min THEN 'too_little'
        WHEN paid.amount > due.amount_max THEN 'too_much'
    END AS fault, due.tier, due.amount_min, due.amount_max
    FROM paid
    LEFT JOIN pg_temp.person ON person.id_no = paid.id_no
    LEFT JOIN pg_temp.subsidy_due AS due ON due.id_no = paid.id_no AND due.subsidy_kind = paid.subsidy_kind
    WHERE is_of_this_year
)
SELECT sender AS unit_code, 'subsidy' AS entity, stage_row_id, village_name, person_name, id_no, subsidy_kind, period_from, amount,
       paid_on, %(subsidy_faults)s::jsonb ->> fault AS fault, tier, amount_min, amount_max
FROM judged
WHERE fault IS NOT NULL
ORDER BY unit_code, id_no, subsidy_kind, period_from
