-- grain: no rows
-- parameters: number, name, period, manifest_sha256, previous_sha256, signatures, now
INSERT INTO ops.package (number, name, period, manifest_sha256, previous_sha256, signatures, packed_at)
VALUES (%(number)s, %(name)s, %(period)s, %(manifest_sha256)s, %(previous_sha256)s, %(signatures)s, %(now)s)
