-- grain: a table like ops.finding for what this judging found
-- parameters: none
CREATE TEMPORARY TABLE found ON COMMIT DROP AS
SELECT fingerprint, ordinal, slug, severity, export, unit_code, file, sheet, "row", "column", value, details, message,
       made_by
FROM ops.finding
WITH NO DATA
