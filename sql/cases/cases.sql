-- grain: one case with who claims it now, since when it stands so, and the newest decision
-- parameters: none
WITH claims AS (
    SELECT number,
           array_agg(DISTINCT unit_code ORDER BY unit_code) AS units_ever,
           coalesce(array_agg(DISTINCT unit_code ORDER BY unit_code) FILTER (WHERE standing <> 'settled'), '{{}}')
               AS units,
           coalesce(array_agg(DISTINCT period ORDER BY period) FILTER (WHERE standing <> 'settled'), '{{}}') AS periods,
           CASE WHEN bool_or(standing = 'disputed') THEN 'open'
                WHEN bool_or(standing <> 'settled') THEN 'decided' ELSE 'settled' END AS state,
           min(since) FILTER (WHERE standing = 'disputed') AS open_since
    FROM ops.ownership_claim
    GROUP BY number
),
newest AS (
    SELECT DISTINCT ON (number) number, owner, since, is_by_register, decided_by, decided_at, because
    FROM ops.ownership_decision AS decision
    -- The register is noted month by month, in the order of judging: what it says of a later month is newer.
    WHERE NOT (is_by_register AND EXISTS (
        SELECT FROM ops.ownership_decision AS later
        WHERE later.number = decision.number AND later.is_by_register AND later.since > decision.since))
    ORDER BY number, decision_id DESC
)
SELECT disputed.number, disputed.entity, disputed.opened_at, claims.units, claims.units_ever, claims.periods,
       claims.state, claims.open_since, newest.owner, newest.since, newest.is_by_register, newest.decided_by,
       newest.decided_at, newest.because
FROM ops.ownership_case AS disputed
JOIN claims ON claims.number = disputed.number
LEFT JOIN newest ON newest.number = disputed.number
ORDER BY disputed.number
