-- grain: no rows; what a merge that was taken back left behind
-- parameters: none; {entity}
VACUUM core.{entity}, ops.disposition
