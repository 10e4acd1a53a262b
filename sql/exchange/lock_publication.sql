-- grain: one publication
-- parameters: publication_id
SELECT publication_id FROM ops.publication WHERE publication_id = %(publication_id)s FOR NO KEY UPDATE
