-- grain: no rows; what a merge that was taken back left behind
-- parameters: none; {history}
VACUUM core.{history}, ops.fate
