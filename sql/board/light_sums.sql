-- grain: one light, with how many sheets of how many units show it
-- parameters: period, entity, units, today; {lights} is board/lights
-- In two steps, since counting distinct units in one would sort all rows.
SELECT light, sum(sheets)::int AS sheets, count(*)::int AS units, sum(places)::int AS places
FROM (SELECT light, unit_code, count(*) AS sheets, sum(places) AS places FROM ({lights}) AS lit
      GROUP BY light, unit_code) AS unit
GROUP BY light
