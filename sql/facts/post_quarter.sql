-- grain: one row per stretch on a post, with one unit and one type, in the quarter of the day (up to it) or on its eve
-- parameters: as_of, known_before, post_short_months, post_faults (by kind: says, unbalances)
-- Opening are the stretches of the eve, closing those of the day; who moves to another unit or type ends one stretch and
-- begins another. What a unit shows in the first month that it ever reports counts by its date of taking up.
CREATE TEMPORARY TABLE post_quarter ON COMMIT DROP AS
WITH told AS (
    SELECT *, on_post = '1' AS is_on, coalesce(valid_to, 'infinity') AS told_until, -- 1 在岗
           coalesce(lag(valid_to) OVER past = valid_from AND lag(on_post) OVER past = on_post
                    AND lag(sender) OVER past = sender AND lag(post_type) OVER past = post_type, FALSE) AS goes_on,
           min(valid_from) OVER (PARTITION BY sender) AS first_day
    FROM pg_temp.versions_public_welfare_post
    WINDOW past AS (PARTITION BY row_key ORDER BY valid_from)
),
numbered AS (
    SELECT *, count(*) FILTER (WHERE NOT goes_on) OVER (PARTITION BY row_key ORDER BY valid_from) AS stretch FROM told
),
stretches AS (
    SELECT row_key, stretch, is_on, sender, post_type, first_day, min(valid_from) AS began, max(told_until) AS ended,
           max(valid_from) AS newest
    FROM numbered
    GROUP BY row_key, stretch, is_on, sender, post_type, first_day
),
followed AS (
    SELECT *, lag(is_on) OVER later AS was_on, lag(newest) OVER later AS newest_before,
           coalesce(lag(is_on) OVER later AND lag(ended) OVER later = began, FALSE) AS is_moved_in,
           coalesce(is_on AND lead(is_on) OVER later AND lead(began) OVER later = ended, FALSE) AS is_moved_on,
           CASE WHEN is_on AND NOT lead(is_on) OVER later THEN lead(newest) OVER later END AS told_left
    FROM stretches
    WINDOW later AS (PARTITION BY row_key ORDER BY stretch)
),
shown AS (
    SELECT followed.*, version.stage_row_id, version.id_no, version.person_name, version.village_name, version.post_no,
           version.employer_unit, version.placement_reason, version.on_date, version.contract_end, version.off_date,
           version.exit_reason, version.monthly_pay, version.valid_from AS shown_from, before.off_date AS left_before,
           date_trunc('quarter', %(as_of)s::date)::date AS first
    FROM followed
    JOIN numbered AS version ON version.row_key = followed.row_key
                            AND version.valid_from = coalesce(followed.told_left, followed.newest)
    LEFT JOIN numbered AS before ON before.row_key = followed.row_key AND before.valid_from = followed.newest_before
),
placed AS (
    SELECT *,
           is_on AND began < first AND ended >= first
               OR began = first_day AND began >= first AND on_date < first AND coalesce(off_date, 'infinity') >= first
               AS is_opening,
           -- Who came and went between two reports is only told when he has left.
           CASE WHEN is_on THEN ended > first
                ELSE was_on IS NOT TRUE AND began >= first AND off_date BETWEEN first AND %(as_of)s
                     AND on_date > coalesce(left_before, '-infinity') END AS is_during,
           is_on AND ended > %(as_of)s AS is_closing
    FROM shown
),
counted AS (SELECT * FROM placed WHERE (is_opening AND (is_on OR is_during)) OR is_during),
paid AS (
    SELECT row_key, stretch, count(*) AS paid_months, sum(monthly_pay) AS paid
    FROM numbered
    JOIN generate_series(date_trunc('quarter', %(as_of)s::timestamp), %(as_of)s::timestamp, '1 month') AS month
      ON valid_from <= month + interval '1 month -1 day' AND told_until > month + interval '1 month -1 day'
    WHERE is_on
    GROUP BY row_key, stretch
),
-- Somebody let it pass that no exit was told (a waiver of that finding).
consented AS (
    SELECT DISTINCT unit_code AS sender, details ->> 'post_no' AS post_no, TRUE AS is_let_pass
    FROM ops.finding
    WHERE slug = 'opening_not_equal_to_last_closing' AND waiver_id IS NOT NULL AND opened_at < %(known_before)s
      AND period BETWEEN to_char(date_trunc('quarter', %(as_of)s::date), 'YYYY-MM') AND to_char(%(as_of)s::date, 'YYYY-MM')
),
judged AS (
    SELECT counted.*, coalesce(paid_months, 0) AS paid_months, coalesce(paid, 0) AS paid,
           age(least(CASE WHEN NOT is_closing THEN off_date END, %(as_of)s::date) + 1, on_date) AS time_on_post,
           NOT is_closing AND NOT is_moved_on
               AND off_date + 1 < on_date + make_interval(months => %(post_short_months)s) AS is_short,
           array_remove(ARRAY[
               CASE WHEN NOT is_closing AND NOT is_moved_on AND is_on AND told_left IS NULL
                    THEN CASE WHEN is_let_pass THEN 'vanished_with_consent' ELSE 'vanished' END END,
               CASE WHEN is_closing AND count(*) FILTER (WHERE is_closing) OVER (PARTITION BY id_no) > 1
                    THEN 'two_posts' END,
               CASE WHEN NOT is_opening AND NOT is_moved_in AND on_date NOT BETWEEN first AND %(as_of)s
                    THEN 'joined_at_another_time' END,
               CASE WHEN NOT is_closing AND NOT is_moved_on AND off_date NOT BETWEEN first AND %(as_of)s
                    THEN 'left_at_another_time' END
           ], NULL) AS faults
    FROM counted LEFT JOIN paid USING (row_key, stretch) LEFT JOIN consented USING (sender, post_no)
)
SELECT row_key, stretch, sender AS unit_code, post_type, is_opening, is_during, is_closing, is_moved_in, is_moved_on, is_short,
       stage_row_id, id_no, person_name, village_name, post_no, employer_unit, placement_reason, on_date, contract_end,
       off_date, exit_reason, monthly_pay, shown_from, paid_months::integer, paid, faults,
       (extract(year FROM time_on_post) * 12 + extract(month FROM time_on_post))::integer AS months_on_post,
       (SELECT string_agg(%(post_faults)s::jsonb -> fault ->> 'says', '；') FROM unnest(faults) AS fault) AS note,
       EXISTS (SELECT FROM unnest(faults) AS fault
               WHERE (%(post_faults)s::jsonb -> fault ->> 'unbalances')::boolean) AS is_unbalanced
FROM judged
