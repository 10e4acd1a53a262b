-- grain: no rows; a claim ends with the first month that its unit reported without the key
-- parameters: none; {staged} (the rows of the entity), {called}, the column of a person's name; pg_temp.counted_sheets, doubted
WITH reported AS (SELECT DISTINCT unit, month FROM pg_temp.counted_sheets WHERE is_report),
following AS MATERIALIZED (
    SELECT unit, month, (SELECT min(reported.month) FROM reported
                         WHERE reported.unit = said.unit AND reported.month > said.month) AS next_report
    FROM (SELECT DISTINCT unit, month FROM pg_temp.counted_sheets) AS said
),
suspects AS MATERIALIZED (
    SELECT claims.row_key, claims.unit, claims.month, claims.next_month,
           (SELECT {called} FROM {staged} AS staged WHERE staged.stage_row_id = claims.stage_row_id) AS name
    FROM following JOIN pg_temp.claims ON claims.unit = following.unit AND claims.month = following.month
    WHERE following.next_report < coalesce(claims.next_month, '9999-12')
),
-- A rejected row whose key nobody knows says that whoever bears its name is there: the key is what was mistyped.
known AS (
    SELECT DISTINCT row_key FROM pg_temp.doubted JOIN pg_temp.claims USING (row_key) WHERE doubted.fate = 'rejected'
),
mistyped AS (
    SELECT DISTINCT doubted.unit, doubted.month, doubted.name
    FROM pg_temp.doubted LEFT JOIN known ON known.row_key = doubted.row_key
    WHERE doubted.fate = 'rejected' AND doubted.name IS NOT NULL AND known.row_key IS NULL
),
-- A rejected row of the key itself says so as well.
missing AS (
    SELECT suspects.row_key, suspects.unit, suspects.month, suspects.name, reported.month AS missed,
           mistyped.name IS NOT NULL AS is_doubtful
    FROM suspects
    JOIN reported ON reported.unit = suspects.unit AND reported.month > suspects.month
                 AND (suspects.next_month IS NULL OR reported.month < suspects.next_month)
    LEFT JOIN mistyped ON mistyped.name = suspects.name AND mistyped.unit = suspects.unit
                      AND mistyped.month = reported.month
    WHERE NOT EXISTS (
        SELECT FROM pg_temp.doubted AS present
        WHERE present.fate <> 'superseded' AND present.row_key = suspects.row_key AND present.unit = suspects.unit
          AND present.month = reported.month
    )
),
-- Of two who are missing and bear the name nobody can say which was meant; who had left before is not meant.
meant AS (
    SELECT unit, missed, name
    FROM missing AS doubtful
    WHERE is_doubtful AND NOT EXISTS (
        SELECT FROM missing AS surely
        WHERE NOT surely.is_doubtful AND surely.row_key = doubtful.row_key AND surely.unit = doubtful.unit
          AND surely.month = doubtful.month AND surely.missed < doubtful.missed
    )
    GROUP BY unit, missed, name
    HAVING count(*) = 1
),
ended AS (
    SELECT row_key, unit, month, min(missed) AS first_missed
    FROM missing LEFT JOIN meant USING (unit, missed, name)
    WHERE meant.name IS NULL
    GROUP BY row_key, unit, month
)
UPDATE pg_temp.claims
SET until = ended.first_missed
FROM ended
WHERE ended.row_key = claims.row_key AND ended.unit = claims.unit AND ended.month = claims.month
