-- grain: one row per open finding that keeps one of these units' rows of an entity from leaving
-- parameters: entity, export, periods, units
SELECT unit_code, slug AS reason, file, sheet, "row" AS sheet_row, message AS note
FROM ops.finding
WHERE export = %(export)s AND closed_at IS NULL AND waiver_id IS NULL AND unit_code = ANY(%(units)s)
  AND (period = ANY(%(periods)s) OR period = (
      -- A unit that is silent since is blocked by what it told last.
      SELECT max(blocked.period COLLATE "C")
      FROM ops.blocked
      WHERE blocked.unit_code = finding.unit_code AND blocked.entity = %(entity)s AND blocked.export = %(export)s
        AND blocked.period <= (SELECT max(period COLLATE "C") FROM unnest(%(periods)s::text[]) AS period)
  ))
ORDER BY unit_code, file COLLATE "C", sheet COLLATE "C", "row", slug COLLATE "C", fingerprint, ordinal
