-- grain: one row per member of an indicator, in order
-- parameters: those of the indicator; {members} is its statement
SELECT members.* FROM ({members}) AS members
ORDER BY unit_code COLLATE "C", member COLLATE "C", in_numerator DESC
