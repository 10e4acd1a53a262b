-- grain: no rows
-- parameters: reconciliation_id, publication_id, by, because, now
UPDATE ops.reconciliation
SET settled_at = %(now)s, settled_by = %(by)s, because = %(because)s, publication_id = %(publication_id)s
WHERE reconciliation_id = %(reconciliation_id)s
