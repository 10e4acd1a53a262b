-- grain: one reminder that was told to its unit or to the bureau
-- parameters: audience (unit or bureau)
SELECT unit_code, period, days FROM ops.digest_reminder WHERE audience = %(audience)s
