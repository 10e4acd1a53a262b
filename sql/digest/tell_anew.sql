-- grain: no rows; what digests held that nobody gets whom they were for: it stands in no digest again
-- parameters: message_ids (void ones)
WITH lost AS (
    SELECT DISTINCT digest_id FROM ops.message AS void
    WHERE message_id = ANY(%(message_ids)s)
      AND NOT EXISTS (SELECT FROM ops.message AS other
                      WHERE other.digest_id = void.digest_id AND other.role <> 'leader' AND other.status <> 'void')
), reminders AS (
    DELETE FROM ops.digest_reminder USING lost WHERE digest_reminder.digest_id = lost.digest_id
)
UPDATE ops.report SET digest_id = NULL FROM lost WHERE report.digest_id = lost.digest_id AND status = 'pending'
