-- grain: one unit that has one of some lights
-- parameters: period, entity, units, today, wanted (lights); {lights} is board/lights
SELECT DISTINCT unit_code FROM ({lights}) AS lit WHERE light = ANY(%(wanted)s)
