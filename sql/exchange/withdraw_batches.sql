-- grain: no rows; the batches of a publication that was given up
-- parameters: publication_id
UPDATE ops.batch SET state = 'withdrawn' WHERE publication_id = %(publication_id)s AND state = 'prepared'
