-- grain: one row per package, in the order of the chain
-- parameters: none
SELECT number, name, period, manifest_sha256, previous_sha256, signatures, written_at IS NOT NULL AS is_written
FROM ops.package
ORDER BY number
