-- grain: one row: whether the household register was mirrored
-- parameters: none
SELECT EXISTS (SELECT FROM core.register_person) AS is_there
