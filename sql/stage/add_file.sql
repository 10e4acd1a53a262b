-- grain: the new file
-- parameters: submission_id, position, file, sha256, unit_code, period, kind, bundle, findings, mode, mode_by
INSERT INTO ops.submission_file (submission_id, position, file, sha256, unit_code, period, kind, bundle, findings, mode,
                                 mode_by)
VALUES (%(submission_id)s, %(position)s, %(file)s, %(sha256)s, %(unit_code)s, %(period)s, %(kind)s, %(bundle)s,
        %(findings)s, %(mode)s, %(mode_by)s)
RETURNING file_id
