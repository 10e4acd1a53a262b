-- grain: one row per unit (village_name null) and one per village: posts held for each hundred labourers
-- parameters: post_density_min_posts, post_density_max_times (the median of all units, of all villages)
CREATE TEMPORARY TABLE post_density ON COMMIT DROP AS
WITH labourers AS (
    SELECT unit_code, village_name, grouping(village_name) = 1 AS is_unit, count(*) AS labourers
    FROM pg_temp.person
    WHERE is_of_age
    GROUP BY GROUPING SETS ((unit_code), (unit_code, village_name))
),
posts AS (
    SELECT unit_code, village_name, grouping(village_name) = 1 AS is_unit, count(*) AS posts
    FROM pg_temp.post_holder
    GROUP BY GROUPING SETS ((unit_code), (unit_code, village_name))
),
rated AS (
    SELECT posts.unit_code, posts.village_name, posts.is_unit, posts, coalesce(labourers, 0) AS labourers,
           100.0 * posts / labourers AS per_hundred
    FROM posts
    LEFT JOIN labourers ON labourers.unit_code = posts.unit_code AND labourers.is_unit = posts.is_unit
                       AND labourers.village_name IS NOT DISTINCT FROM posts.village_name
    WHERE posts.is_unit OR posts.village_name IS NOT NULL
),
middle AS (
    SELECT is_unit, percentile_cont(0.5) WITHIN GROUP (ORDER BY per_hundred)::numeric AS median FROM rated GROUP BY is_unit
)
-- Posts where there is no labourer at all are more than any rate.
SELECT rated.unit_code, rated.village_name, rated.is_unit, rated.posts::integer, rated.labourers::integer,
       round(rated.per_hundred, 1) AS per_hundred, round(middle.median, 1) AS median,
       posts >= %(post_density_min_posts)s
           AND coalesce(per_hundred > middle.median * %(post_density_max_times)s, TRUE) AS is_out_of_line
FROM rated JOIN middle ON middle.is_unit = rated.is_unit
