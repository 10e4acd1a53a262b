-- grain: one row sent: every version of the history in the month since which it is true; one of 50 is refused
-- parameters: entity; {history}, {table}
INSERT INTO ops.publication_row (publication_id, row_no, dataset, entity, row_key, row_hash, action, unit_code, status, code,
                                 message, file, sheet, "row")
SELECT publication_id, row_number() OVER (PARTITION BY publication_id ORDER BY version.row_key), %(entity)s, %(entity)s,
       version.row_key, version.row_hash, CASE WHEN publication.period = '2020-01' THEN 'new' ELSE 'changed' END, sender,
       CASE WHEN publication.state = 'ready' THEN 'pending' WHEN is_refused THEN 'rejected' ELSE 'accepted' END,
       CASE WHEN publication.state = 'settled' AND is_refused THEN '1002' END,
       CASE WHEN publication.state = 'settled' AND is_refused THEN '身份证号与姓名不一致' END,
       sender || '/月报.xlsx', %(entity)s, sheet_row
FROM core.{history} AS version
JOIN ops.publication ON publication.entity = %(entity)s AND publication.period = to_char(valid_from, 'YYYY-MM')
JOIN stage.{table} AS staged USING (stage_row_id)
CROSS JOIN LATERAL (SELECT stage_row_id %% 50 = 0 AS is_refused) AS answer
