-- grain: the lease with its new epoch; nothing while another session that lives holds it
-- parameters: name, seconds
INSERT INTO ops.lease AS lease (name, epoch, holder, backend_pid, backend_start, until)
SELECT %(name)s, extract(epoch FROM clock_timestamp())::bigint, current_setting('application_name'), pid, backend_start,
       clock_timestamp() + make_interval(secs => %(seconds)s)
FROM pg_stat_activity
WHERE pid = pg_backend_pid()
ON CONFLICT (name) DO UPDATE
-- The clock's seconds at least: after a backup was restored, epochs still grow beyond those the platform has seen.
SET epoch = greatest(lease.epoch + 1, excluded.epoch), holder = excluded.holder, backend_pid = excluded.backend_pid,
    backend_start = excluded.backend_start, until = excluded.until
WHERE lease.until <= clock_timestamp()
   OR (lease.backend_pid, lease.backend_start) = (excluded.backend_pid, excluded.backend_start)
   OR NOT EXISTS (SELECT FROM pg_stat_activity
                  WHERE pid = lease.backend_pid AND coalesce(backend_start = lease.backend_start, true))
RETURNING epoch
