-- grain: one row per name that a batch bears, by ours or by the one that it has in a package
-- parameters: names
SELECT DISTINCT ON (said.name) said.name, batch_id, publication_id, client_ref,
       state NOT IN ('prepared', 'refused', 'withdrawn') AS was_sent, state IN ('sent', 'out_of_balance') AS is_open
FROM unnest(%(names)s::text[]) AS said (name)
JOIN ops.batch ON client_ref = said.name OR remote_id = said.name OR remote_id = 'package:' || said.name
ORDER BY said.name, (state IN ('refused', 'withdrawn')), batch_id DESC
