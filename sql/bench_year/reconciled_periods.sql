-- grain: one reconciliation and each month up to its own
-- parameters: none
INSERT INTO ops.reconciliation_period (reconciliation_id, period, made, sent, accepted, rejected, pending, counted_accepted,
                                       counted_rejected)
SELECT reconciliation_id, publication.period, row_count, row_count, row_count - row_count / 50, row_count / 50, 0,
       row_count - row_count / 50, row_count / 50
FROM ops.reconciliation
JOIN ops.publication ON publication.dataset = reconciliation.dataset AND publication.period <= reconciliation.period
