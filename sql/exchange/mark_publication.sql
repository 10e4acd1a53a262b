-- grain: no rows
-- parameters: publication_id, state, from_states
UPDATE ops.publication SET state = %(state)s
WHERE publication_id = %(publication_id)s AND state = ANY(%(from_states)s)
