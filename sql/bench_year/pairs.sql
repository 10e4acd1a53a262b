-- grain: one pair of persons that may be one
-- parameters: pairs
INSERT INTO ops.identity_pair (kind, left_key, right_key, evidence, first_seen_at, first_period, last_seen_at, last_period)
SELECT 'person', least(one, other), greatest(one, other), %(evidence)s::text[], received_at, period, received_at, period
FROM generate_series(1, %(pairs)s) AS pair JOIN public.bench_place AS place ON place.place = pair
CROSS JOIN LATERAL (SELECT md5('1' || pair) || md5(pair::text) AS one, md5('2' || pair) || md5(pair::text) AS other) AS sides
