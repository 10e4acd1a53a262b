-- grain: no rows
-- parameters: all columns of the table
INSERT INTO ops.reconciliation_period (reconciliation_id, period, made, sent, accepted, rejected, pending,
                                       counted_accepted, counted_rejected)
VALUES (%(reconciliation_id)s, %(period)s, %(made)s, %(sent)s, %(accepted)s, %(rejected)s, %(pending)s,
        %(counted_accepted)s, %(counted_rejected)s)
