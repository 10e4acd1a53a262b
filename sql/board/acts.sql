-- grain: one act on record, the newest first
-- parameters: action (null: any), actor (null: any), before (a number, null: from the newest on), most
SELECT number, moment, actor, action, subject, details
FROM ops.audit
WHERE (%(action)s::text IS NULL OR action = %(action)s) AND (%(actor)s::text IS NULL OR actor = %(actor)s)
  AND (%(before)s::bigint IS NULL OR number < %(before)s)
ORDER BY number DESC
LIMIT %(most)s
