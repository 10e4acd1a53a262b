-- grain: no rows; the versions that are new
-- parameters: now; {history}, {told} (what no staged row says); pg_temp.compared lies in the order of the index
INSERT INTO core.{history} (row_key, row_hash, stage_row_id, sender, valid_from, valid_to, recorded_from, told)
SELECT compared.row_key, compared.row_hash, compared.stage_row_id, compared.sender, compared.valid_from,
       compared.valid_to, %(now)s, {told}
FROM pg_temp.compared
WHERE compared.row_key IS NOT NULL
