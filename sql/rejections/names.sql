-- grain: one row per refused row and name of a person that some version of it bears
-- parameters: publication_ids and row_nos, one for each; {entity}, {names} (columns that hold names of persons)
SELECT DISTINCT refused.publication_id, refused.row_no, said.name
FROM unnest(%(publication_ids)s::bigint[], %(row_nos)s::bigint[]) AS refused (publication_id, row_no)
JOIN ops.publication_row AS sent USING (publication_id, row_no)
JOIN core.{entity} AS version ON version.row_key = sent.row_key
CROSS JOIN LATERAL unnest(ARRAY[{names}]::text[]) AS said (name)
WHERE length(said.name) > 1
