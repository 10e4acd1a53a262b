-- grain: the yardstick's table: the newest row of every key among the rows of some sheets, in a logged table
-- parameters: first_sheet, last_sheet; {entity}, {columns}
CREATE TABLE public.bench_latest AS
SELECT DISTINCT ON (row_key) row_key, {columns}
FROM stage.{entity}
WHERE sheet_id BETWEEN %(first_sheet)s AND %(last_sheet)s
ORDER BY row_key, stage_row_id DESC
