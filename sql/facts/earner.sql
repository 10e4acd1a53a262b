-- grain: one row per employed registered labourer of working age whose wage counts
-- parameters: wage_max (yuan a month; above it somebody mistyped)
CREATE TEMPORARY TABLE earner ON COMMIT DROP AS
SELECT unit_code, id_no, monthly_wage, stage_row_id
FROM pg_temp.person
WHERE is_of_age AND is_employed AND monthly_wage > 0 AND monthly_wage <= %(wage_max)s
