-- grain: one row per unit and person with an account in use; counted when he has several in the city
-- parameters: none
SELECT DISTINCT ON (unit_code, id_no) unit_code, id_no AS member, has_many_accounts AS in_numerator,
       TRUE AS in_denominator, 'app_account' AS entity, stage_row_id
FROM pg_temp.service_account
ORDER BY unit_code, id_no, account
