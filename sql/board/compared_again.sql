-- grain: one row: whether the dataset was compared for the same period after this comparison
-- parameters: reconciliation_id
SELECT EXISTS (
    SELECT
    FROM ops.reconciliation AS this
    JOIN ops.reconciliation AS later USING (kind, dataset, period)
    WHERE this.reconciliation_id = %(reconciliation_id)s AND later.reconciliation_id > this.reconciliation_id
      AND later.state <> 'not_run'
) AS is_so
