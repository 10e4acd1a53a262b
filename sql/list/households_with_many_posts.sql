-- grain: one row per post of a household that holds more posts than it may, in whichever unit
-- parameters: posts_per_household
SELECT unit_code, 'public_welfare_post' AS entity, stage_row_id, household_no, household_posts, person_name, id_no,
       village_name, post_no, post_type, on_date
FROM pg_temp.post_holder
WHERE household_posts > %(posts_per_household)s
ORDER BY household_no, id_no, post_no
