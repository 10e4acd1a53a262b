-- grain: one row per agreement that ended this year and was neither replaced by a new one nor explained
-- parameters: none
SELECT sender AS unit_code, 'cooperation_agreement' AS entity, stage_row_id, agreement_no, party_b, partner_area,
       agreement_status, ended_on, replacement_no
FROM pg_temp.agreement_state
WHERE ended_this_year AND NOT is_replaced AND adjustment IS NULL
ORDER BY ended_on, agreement_no COLLATE "C"
