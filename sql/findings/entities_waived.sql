-- grain: one entity of whose things some are let pass on a day; null for waivers that name no thing
-- parameters: today
SELECT DISTINCT entity
FROM ops.waiver
WHERE until >= %(today)s
  AND NOT EXISTS (SELECT FROM ops.waiver_end WHERE waiver_end.waiver_id = waiver.waiver_id)
