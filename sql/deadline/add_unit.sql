-- grain: no rows; what one unit mended of a month
-- parameters: period, unit_code, fixed, fixed_days
INSERT INTO ops.unit_month (period, unit_code, fixed, fixed_days)
VALUES (%(period)s, %(unit_code)s, %(fixed)s, %(fixed_days)s)
