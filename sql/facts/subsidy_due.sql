-- grain: one row per registered labourer and kind of subsidy that a rule gives him this year, by the tier that gives most
-- parameters: as_of, subsidised_statuses, subsidy_rules (records: a condition that is left out is not asked), coverage_counts (Q11)
CREATE TEMPORARY TABLE subsidy_due ON COMMIT DROP AS
WITH rule AS (
    SELECT * FROM jsonb_to_recordset(%(subsidy_rules)s::jsonb) AS rule (
        kind text, tier text, amount_min numeric, amount_max numeric, once_scope text, reason text,
        age_min integer, age_max jsonb, employment_status text[], employment_form text[],
        work_region text[], min_months_employed integer
    )
),
work AS (
    SELECT id_no, stage_row_id, employment_status, employment_form, work_region, employer_name,
           coalesce(start_date, valid_from) AS start_date,
           least(%(as_of)s::date, valid_to - 1) AS last_day
    FROM pg_temp.versions_worker_employment
    WHERE valid_to IS NULL OR valid_to > date_trunc('year', %(as_of)s::date)
),
fitting AS (
    SELECT DISTINCT ON (person.id_no, rule.kind) person.unit_code, person.village_name, person.person_name, person.id_no,
           rule.kind AS subsidy_kind, rule.tier, rule.amount_min, rule.amount_max, rule.once_scope, rule.reason,
           work.work_region, work.employer_name, work.start_date, work.stage_row_id
    FROM pg_temp.person
    CROSS JOIN rule
    JOIN work ON work.id_no = person.id_no
    WHERE person.poverty_status = ANY(%(subsidised_statuses)s)
      AND (rule.age_min IS NULL OR person.age >= rule.age_min)
      AND (rule.age_max IS NULL OR person.age <= (rule.age_max ->> person.sex)::integer)
      AND (rule.employment_status IS NULL OR work.employment_status = ANY(rule.employment_status))
      AND (rule.employment_form IS NULL OR work.employment_form = ANY(rule.employment_form))
      AND (rule.work_region IS NULL OR work.work_region = ANY(rule.work_region))
      AND (rule.min_months_employed IS NULL
           OR work.start_date + make_interval(months => rule.min_months_employed) <= work.last_day)
    ORDER BY person.id_no, rule.kind, rule.amount_min DESC NULLS LAST, rule.tier, work.start_date DESC, work.stage_row_id
),
had AS (
    SELECT id_no, subsidy_kind, bool_or(approved_on IS NOT NULL AND NOT is_of_this_year) AS was_given_before,
           bool_and(review_result = '2') FILTER (WHERE is_of_this_year) AS is_refused, -- 2 不通过
           min(applied_on) FILTER (WHERE is_of_this_year) AS applied_on,
           min(approved_on) FILTER (WHERE is_of_this_year) AS approved_on,
           min(paid_on) FILTER (WHERE is_of_this_year) AS paid_on,
           (array_agg(stage_row_id ORDER BY approved_on, stage_row_id) FILTER (WHERE is_of_this_year))[1] AS subsidy_row_id
    FROM pg_temp.subsidy_told
    GROUP BY id_no, subsidy_kind
)
SELECT fitting.*, had.approved_on, had.paid_on, CASE %(coverage_counts)s WHEN 'paid' THEN paid_on ELSE approved_on END AS covered_on,
       CASE WHEN paid_on IS NOT NULL THEN 'paid' WHEN approved_on IS NOT NULL THEN 'approved' WHEN is_refused THEN 'refused'
            WHEN applied_on IS NOT NULL THEN 'applied' ELSE 'not_applied' END AS state,
       had.subsidy_row_id
FROM fitting LEFT JOIN had ON had.id_no = fitting.id_no AND had.subsidy_kind = fitting.subsidy_kind
WHERE NOT (fitting.once_scope = 'life' AND coalesce(had.was_given_before, FALSE))
