-- grain: at most one row: a workbook of a report about a unit, by its place from 0 on
-- parameters: report_id, unit_code, position
SELECT report.period, report.attachments -> %(position)s ->> 'name' AS name, report.attachments -> %(position)s ->> 'path' AS path,
       report.attachments -> %(position)s ->> 'sha256' AS sha256
FROM ops.report
WHERE report_id = %(report_id)s AND unit_code = %(unit_code)s AND json_array_length(attachments) > %(position)s
