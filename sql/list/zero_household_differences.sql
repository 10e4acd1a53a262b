-- grain: one row per household that has zero employment by its members and not by the township's list, or the reverse
-- parameters: as_of
WITH told AS (
    SELECT unit_code, household_no, village_name, stage_row_id
    FROM pg_temp.now_zero_employment_household
    WHERE cleared_on IS NULL OR cleared_on > %(as_of)s
)
SELECT coalesce(told.unit_code, household.unit_code) AS unit_code,
       CASE WHEN told.household_no IS NULL THEN 'worker_employment' ELSE 'zero_employment_household' END AS entity,
       coalesce(told.stage_row_id, household.stage_row_id) AS stage_row_id,
       coalesce(told.village_name, household.village_name) AS village_name, household_no,
       coalesce(has_zero_employment, FALSE) AS is_computed, told.household_no IS NOT NULL AS is_told, labourers,
       willing_unemployed, employed
FROM told FULL JOIN pg_temp.household USING (household_no)
WHERE coalesce(has_zero_employment, FALSE) <> (told.household_no IS NOT NULL)
ORDER BY unit_code, household_no
