-- grain: one row per person who let publications leave (`automatic`: nobody was asked)
-- parameters: none
SELECT person, count(DISTINCT publication_id)::integer AS publications
FROM ops.approval
GROUP BY person
ORDER BY person COLLATE "C"
