-- grain: one row per account in use and person who has it, with what is not one to one about it in the whole city
-- parameters: staff_roles (codes of role: people who may share a telephone with nobody)
CREATE TEMPORARY TABLE service_account ON COMMIT DROP AS
SELECT unit_code, id_no, person_name, role, account, bind_mobile, stage_row_id,
       min(row_key) OVER same_account AS account_key,  -- stands for the account where that must not be shown
       min(account) OVER same_person <> max(account) OVER same_person AS has_many_accounts,
       min(id_no) OVER same_account <> max(id_no) OVER same_account AS has_many_persons,
       bind_mobile IS NOT NULL AND min(id_no) OVER same_phone <> max(id_no) OVER same_phone
       AND min(account) OVER same_phone <> max(account) OVER same_phone
       AND bool_or(role = ANY(%(staff_roles)s)) OVER same_phone AS shares_phone
FROM pg_temp.now_app_account
WHERE account_status = '1'  -- 正常
WINDOW same_person AS (PARTITION BY id_no), same_account AS (PARTITION BY account),
       same_phone AS (PARTITION BY bind_mobile)
