-- grain: one light, with how many sheets show it and of how many units
-- parameters: period, entity, units, today; {lights} is board/lights
SELECT light, count(*) AS sheets, count(DISTINCT unit_code) AS units, sum(places)::int AS places
FROM ({lights}) AS lit
GROUP BY light
