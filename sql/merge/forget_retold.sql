-- grain: no rows; what another row says with the same words, tracked or not
-- parameters: none; {entity}, {source} (where desired versions have {wanted} from), {same}, {believed}; pg_temp.compared
DELETE FROM pg_temp.compared
USING core.{entity} AS known, {source} AS said
WHERE compared.is_retold AND known.row_key = compared.row_key AND known.valid_from = compared.valid_from
  AND known.recorded_to IS NULL AND {same} AND ROW({wanted}) IS NOT DISTINCT FROM ROW({believed})
