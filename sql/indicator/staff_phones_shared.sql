-- grain: one row per unit and telephone that is bound to an account in use; counted when staff share it with others
-- parameters: none
SELECT DISTINCT ON (unit_code, bind_mobile) unit_code, bind_mobile AS member, shares_phone AS in_numerator,
       TRUE AS in_denominator, 'app_account' AS entity, stage_row_id
FROM pg_temp.service_account
WHERE bind_mobile IS NOT NULL
ORDER BY unit_code, bind_mobile, id_no
