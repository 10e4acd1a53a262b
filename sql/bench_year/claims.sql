-- grain: one unit that claims a person; in the last month nothing is decided yet
-- parameters: months
INSERT INTO ops.ownership_claim (number, period, unit_code, file, sheet, row, standing, since, judgement_id)
SELECT number, disputed.period, claimant.unit_code, claimant.unit_code || '/月报.xlsx', 'worker_employment', 4,
       CASE WHEN claimant.month = %(months)s THEN 'disputed' ELSE 'settled' END, opened_at, opened_by
FROM ops.ownership_case AS disputed
JOIN public.bench_place AS first ON disputed.number = first.period || '-' || lpad(first.place::text, 5, '0')
JOIN public.bench_place AS claimant ON claimant.month = first.month AND claimant.unit IN (first.unit, first.unit - 1)
