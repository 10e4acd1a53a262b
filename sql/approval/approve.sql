-- grain: the publication, when enough people agreed
-- parameters: publication_id, approvers, now
UPDATE ops.publication
SET state = 'approved', approved_at = %(now)s, approved_by = agreed.names
FROM (SELECT count(*) AS persons, string_agg(person, '、' ORDER BY approved_at, person COLLATE "C") AS names
      FROM ops.approval WHERE publication_id = %(publication_id)s) AS agreed
WHERE publication.publication_id = %(publication_id)s AND publication.state = 'ready'
  AND agreed.persons >= %(approvers)s
RETURNING publication.publication_id
