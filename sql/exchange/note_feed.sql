-- grain: no rows
-- parameters: platform, cursor, now
INSERT INTO ops.platform_feed (platform, cursor, heard_at) VALUES (%(platform)s, %(cursor)s, %(now)s)
ON CONFLICT (platform) DO UPDATE SET cursor = excluded.cursor, heard_at = excluded.heard_at
