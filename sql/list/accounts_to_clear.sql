-- grain: one row per account in use and person who has it, where person, account and telephone are not one to one
-- parameters: none
SELECT unit_code, 'app_account' AS entity, stage_row_id, person_name, id_no, role, account, bind_mobile,
       has_many_accounts, has_many_persons, shares_phone
FROM pg_temp.service_account
WHERE has_many_accounts OR has_many_persons OR shares_phone
ORDER BY unit_code, id_no, account
