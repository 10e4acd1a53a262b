-- grain: one row: seconds until the turn that was taken, and seconds for which every sender is to wait
-- parameters: peer, rate (per second), burst, turns (1 takes one, 0 only looks, -1 gives one back), busy_for (seconds)
INSERT INTO ops.rate_bucket AS bucket (peer, tokens, filled_at, not_before)
VALUES (%(peer)s, %(burst)s - %(turns)s, clock_timestamp(), clock_timestamp() + make_interval(secs => %(busy_for)s))
ON CONFLICT (peer) DO UPDATE
-- Who comes during a wait for all takes no turn: the turns would all fall on the moment when it ends.
SET tokens = least(%(burst)s, bucket.tokens
                   + %(rate)s * greatest(0, extract(epoch FROM clock_timestamp() - bucket.filled_at)))
             - CASE WHEN greatest(bucket.not_before, excluded.not_before) > clock_timestamp() THEN 0
                    ELSE %(turns)s END,
    filled_at = clock_timestamp(),
    not_before = greatest(bucket.not_before, excluded.not_before)
RETURNING greatest(0, -tokens / %(rate)s) AS until_turn,
          greatest(0, extract(epoch FROM not_before - clock_timestamp())) AS until_open
