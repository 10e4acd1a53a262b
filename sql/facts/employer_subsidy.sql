-- grain: one row per subsidy of a kind that goes to employers, applied for this year and not refused, with its bounds
-- parameters: as_of, employer_subsidy_bounds
CREATE TEMPORARY TABLE employer_subsidy ON COMMIT DROP AS
WITH paid AS (
    -- review_result 2 = 不通过; a period counts every calendar month that it touches.
    -- Contract, insurance and time on the post are those of the day on which it was applied for.
    SELECT subsidy.*, bound.amount_min, bound.amount_max, bound.months_max, bound.per_months,
           bound.with_contract, bound.months_on_post, worker.has_contract, worker.insured, worker.start_date,
           (extract(year FROM span.length) * 12 + extract(month FROM span.length) + 1)::integer AS months
    FROM pg_temp.ever_subsidy AS subsidy
    CROSS JOIN LATERAL (SELECT age(date_trunc('month', period_to), date_trunc('month', period_from)) AS length) AS span
    JOIN jsonb_to_recordset(%(employer_subsidy_bounds)s) AS bound (
        subsidy_kind text, amount_min numeric, amount_max numeric, per_months integer, months_max integer,
        with_contract boolean, months_on_post integer
    ) ON bound.subsidy_kind = subsidy.subsidy_kind
    LEFT JOIN pg_temp.versions_worker_employment AS worker
           ON worker.id_no = subsidy.id_no AND worker.valid_from <= subsidy.applied_on
          AND coalesce(worker.valid_to > subsidy.applied_on, TRUE)
    WHERE subsidy.applied_on <= %(as_of)s
      AND NOT (subsidy.review_result IS NOT DISTINCT FROM '2' AND coalesce(subsidy.reviewed_on <= %(as_of)s, TRUE))
),
counted AS (
    SELECT *, coalesce(round(amount * per_months / months, 2), amount) AS amount_each,
           sum(months) OVER (PARTITION BY id_no, subsidy_kind ORDER BY period_from, row_key) AS months_so_far
    FROM paid
)
SELECT *,
       coalesce(amount_each >= amount_min, TRUE) AND coalesce(amount_each <= amount_max, TRUE)
           AND coalesce(months_so_far <= months_max, TRUE)
           -- What the employment sheet does not tell contradicts nothing.
           AND NOT coalesce(with_contract AND NOT (has_contract AND insured), FALSE)
           AND coalesce(start_date + make_interval(months => months_on_post) <= applied_on, TRUE) AS is_within_bounds
FROM counted
WHERE applied_on >= date_trunc('year', %(as_of)s::date)
