-- grain: one row per person of the register as it is believed now
-- parameters: numbers (identity numbers)
SELECT id_no, unit_code FROM core.register_person
WHERE recorded_to IS NULL AND valid_to IS NULL AND id_no = ANY(%(numbers)s)
