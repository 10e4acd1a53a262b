-- grain: one message per digest; one of 500 waits for a channel that is down
-- parameters: none
INSERT INTO ops.message (digest_id, contact, role, channel, status, tries, tried_at, trouble, parts_sent, sent_at)
SELECT digest_id, 'c' || unit_code, 'clerk', 'mail', CASE WHEN is_waiting THEN 'pending' ELSE 'sent' END,
       1, made_at, CASE WHEN is_waiting THEN 'The server did not answer.' END, (NOT is_waiting)::int,
       CASE WHEN NOT is_waiting THEN made_at END
FROM ops.digest CROSS JOIN LATERAL (SELECT digest_id %% 500 = 0 AS is_waiting) AS state
