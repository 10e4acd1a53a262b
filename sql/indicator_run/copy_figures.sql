-- grain: one row per figure of a run
-- parameters: none; {columns}
COPY ops.indicator_figure ({columns}) FROM STDIN
