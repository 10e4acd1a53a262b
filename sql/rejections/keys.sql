-- grain: one row per key of a dataset that was refused at least once
-- parameters: dataset
SELECT DISTINCT row_key FROM ops.publication_row WHERE status = 'rejected' AND dataset = %(dataset)s
