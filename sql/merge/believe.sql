-- grain: no rows; the versions that are new, in the order of the index that they fill
-- parameters: now; {entity}, {columns}, {source} (where desired versions have {wanted} from), {same}; pg_temp.fresh
INSERT INTO core.{entity} (row_key, row_hash, stage_row_id, sender, valid_from, valid_to, recorded_from, {columns})
SELECT desired.row_key, desired.row_hash, desired.stage_row_id, desired.sender, desired.valid_from, desired.valid_to,
       %(now)s, {wanted}
FROM pg_temp.fresh AS desired JOIN {source} AS said ON {same}
ORDER BY desired.row_key, desired.valid_from
