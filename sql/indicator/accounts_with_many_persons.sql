-- grain: one row per unit and account in use; counted when several persons of the city have it
-- parameters: none
SELECT DISTINCT ON (unit_code, account_key) unit_code, account_key AS member, has_many_persons AS in_numerator,
       TRUE AS in_denominator, 'app_account' AS entity, stage_row_id
FROM pg_temp.service_account
ORDER BY unit_code, account_key, id_no
