-- grain: the new reconciliation
-- parameters: all of its columns
INSERT INTO ops.reconciliation (kind, dataset, period, made_at, state, reason, platform_version, digest, agreed, only_here,
                                only_there, field_differs, on_the_way, sent, accepted, rejected, pending, stray_batches,
                                mirror_id, in_register, not_in_register, not_reported, register_differs)
VALUES (%(kind)s, %(dataset)s, %(period)s, %(now)s, %(state)s, %(reason)s, %(platform_version)s, %(digest)s, %(agreed)s,
        %(only_here)s, %(only_there)s, %(field_differs)s, %(on_the_way)s, %(sent)s, %(accepted)s, %(rejected)s,
        %(pending)s, %(stray_batches)s, %(mirror_id)s, %(in_register)s, %(not_in_register)s, %(not_reported)s,
        %(register_differs)s)
RETURNING reconciliation_id
