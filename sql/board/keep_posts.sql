-- grain: no rows; one unit and type of post of a quarter
-- parameters: quarter, unit_code, post_type, opening, joined, exited, closing, unbalanced, paid, paid_months, now
INSERT INTO ops.post_balance (quarter, unit_code, post_type, opening, joined, exited, closing, unbalanced, paid, paid_months,
                              counted_at)
VALUES (%(quarter)s, %(unit_code)s, %(post_type)s, %(opening)s, %(joined)s, %(exited)s, %(closing)s, %(unbalanced)s,
        %(paid)s, %(paid_months)s, %(now)s)
